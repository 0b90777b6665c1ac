#!/usr/bin/env bash
# Makes assets/screens.png and assets/ticket.png: the product's own screens, as the walk of every scene draws them with the
# words of the machine, and the paper of the demonstration. Needs ImageMagick (montage, convert).
# "screens" as the only argument leaves the paper as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
# From the street to a card that is genuine, and a slip that waits for paper.
scenes=(attract home search detail ticket-printed ask-nik-whole ask-review receipt-stored receipt-at-office
    status-ready check-genuine ticket-waiting)
target=${CARGO_TARGET_DIR:-target}
ANJUNGAN_SCENES=$(IFS=, && echo "${scenes[*]}") cargo test --workspace --all-features --test main -- every_screen_fits
screens=()
for scene in "${scenes[@]}"; do
    screens+=("$target"/screens/[0-9]*[0-9]-"$scene"-id-normal-0.png)
done
montage "${screens[@]}" -resize 25% -tile 6x -geometry +12+12 -background '#c8c8c8' -depth 8 -colors 128 assets/screens.png
[ "${1-}" != screens ] || exit 0
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cargo run --release -- demo --headless --out "$out"
convert "$out/paper/01.png" -bordercolor white -border 24x0 -depth 1 assets/ticket.png
