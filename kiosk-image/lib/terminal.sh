# shellcheck shell=bash disable=SC2034,SC2154
# The terminal's binary: given, or built here for the graphics device alone.

find_terminal() {
    if [ -z "$terminal" ]; then
        say 'terminal'
        # Paths of this machine have no place in the binary.
        (cd "$here/.." && CARGO_INCREMENTAL=0 \
            RUSTFLAGS="--remap-path-prefix=$PWD=/source --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
            cargo build --release --locked --package anjungan --no-default-features --features kms)
        terminal=${CARGO_TARGET_DIR:-$here/../target}/release/anjungan
    fi
    [ -x "$terminal" ] || fail "$terminal is no program"
}
