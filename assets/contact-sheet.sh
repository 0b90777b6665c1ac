#!/usr/bin/env bash
# Makes assets/screens.png and assets/ticket.png: the product's own screens and paper, as the demonstration drew them.
# Needs ImageMagick (montage, convert).
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cargo run --release -- demo --headless --out "$out"
# The visitor's way, then paper that ends and the technician who brings more.
screens=()
for name in attract home search detail phone ticket-printing ticket ticket-waiting service-cover service-new-roll; do
    screens+=("$out"/screens/[0-9][0-9]-"$name".png)
done
montage "${screens[@]}" -resize 25% -tile 5x -geometry +12+12 -background '#c8c8c8' -depth 8 -colors 128 assets/screens.png
convert "$out/paper/01.png" -bordercolor white -border 24x0 -depth 1 assets/ticket.png
