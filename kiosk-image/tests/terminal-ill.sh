#!/bin/sh
# Stands in for a terminal that is broken: it ends at once.
exit 1
