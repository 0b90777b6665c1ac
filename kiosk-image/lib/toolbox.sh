# shellcheck shell=bash disable=SC2034,SC2154
# The toolbox: Debian trixie with everything that builds, signs and boots an image, in a folder.

without_docs=(
    --dpkgopt='path-exclude=/usr/share/doc/*'
    --dpkgopt='path-exclude=/usr/share/man/*'
    --dpkgopt='path-exclude=/usr/share/info/*'
    --dpkgopt='path-exclude=/usr/share/lintian/*'
    --dpkgopt='path-exclude=/usr/share/locale/*'
)

make_toolbox() {
    local list=$here/packages/toolbox
    cmp -s "$list" "$work/toolbox.list" && return
    say 'toolbox'
    rm -rf --one-file-system "$work/toolbox"
    mmdebstrap --quiet --mode=root --variant=apt --include="$(names_in "$list")" \
        --aptopt='Apt::Install-Recommends "false"' "${without_docs[@]}" trixie "$work/toolbox" "${sources[@]}"
    cp "$list" "$work/toolbox.list"
}
