#!/usr/bin/env bash
# Cards signed by keys that stay in a PKCS#11 token: SoftHSM here, an HSM or a signing service in an office. As root it
# installs what is missing. PACKAGES='-p anjungan-central' builds less than the whole workspace.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

if ! { command -v softhsm2-util && command -v pkcs11-tool && command -v pdfsig && command -v openssl; } >/dev/null; then
    [ "$(id -u)" -eq 0 ] || { echo 'skipped: apt-get install softhsm2 opensc poppler-utils openssl'; exit 0; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends softhsm2 opensc poppler-utils openssl >/dev/null
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SOFTHSM2_CONF="$work/softhsm2.conf"
mkdir "$work/tokens" "$work/out"
printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$work/tokens" >"$SOFTHSM2_CONF"

HSM_MODULE=$(find /usr/lib -name libsofthsm2.so | head -1)
[ -n "$HSM_MODULE" ] || fail 'libsofthsm2.so is nowhere under /usr/lib'
export HSM_MODULE HSM_TOKEN='disnaker rekaan' HSM_PIN=918273 HSM_OUT="$work/out"
softhsm2-util --init-token --free --label "$HSM_TOKEN" --pin "$HSM_PIN" --so-pin 11223344 >/dev/null
for key in 'rsa:2048 kartu-rsa 01' 'EC:prime256v1 kartu-p256 02'; do
    read -r kind label id <<<"$key"
    pkcs11-tool --module "$HSM_MODULE" --token-label "$HSM_TOKEN" --login --pin "$HSM_PIN" \
        --keypairgen --key-type "$kind" --label "$label" --id "$id" >"$work/log" 2>&1 || { cat "$work/log"; fail "no key $label"; }
done

# One after the other: SoftHSM notes a wrong PIN in the token's file, which another process may be reading just then.
# shellcheck disable=SC2086
cargo test --quiet ${PACKAGES:---workspace --all-features} --test main -- --ignored --test-threads=1 hsm:: >"$work/log" 2>&1 || { cat "$work/log"; fail 'a token did not sign as it must'; }

for name in kartu-rsa kartu-p256; do
    openssl req -in "$work/out/$name.csr" -noout -verify 2>"$work/csr" || { cat "$work/csr"; fail "$name: openssl refuses the request"; }
    pdfsig "$work/out/$name.pdf" >"$work/sig" 2>&1 || true
    for line in 'Signature Type: ETSI.CAdES.detached' 'Signature Validation: Signature is Valid.' 'Total document signed'; do
        grep -q "$line" "$work/sig" || { cat "$work/sig"; fail "$name: pdfsig does not say: $line"; }
    done
    printf '%-12s signs cards of %d bytes\n' "$name" "$(stat -c %s "$work/out/$name.pdf")"
done
