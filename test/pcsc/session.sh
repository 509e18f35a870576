#!/bin/sh
# Runs in a network namespace of its own, since vpcd listens on all addresses: PC/SC service, card, and the commands that
# opensc.test.ts wants. Arguments: folder for files, a shell command that puts the card in (FOLDER, NODE and PROGRAM are set
# for it), one that takes it out again; then the words to run beside it.
set -e
export FOLDER=$1
insert=$2 remove=$3
shift 3
folder=$FOLDER
ip link set lo up 2>/dev/null || ifconfig lo up
# Without this each APDU waits 40 ms for an acknowledgement that vpcd's socket delays.
ip route replace local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 quickack 1 2>/dev/null || true
printf 'FRIENDLYNAME "Simulated reader"\nDEVICENAME /dev/null:0x8C7B\nLIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\nCHANNELID 0x8C7B\n' >"$folder/reader"
pcscd --foreground --config "$folder/reader" >"$folder/pcscd.log" 2>&1 &
service=$!
sh -c "$insert" >"$folder/card.log" 2>&1 &
card=$!
trap 'sh -c "$remove" >>"$folder/card.log" 2>&1; kill $card $service 2>/dev/null || true; wait' EXIT
tries=0
until opensc-tool --list-readers 2>/dev/null | grep -q Yes; do
  tries=$((tries + 1))
  [ $tries -lt 200 ] || { cat "$folder/pcscd.log" "$folder/card.log" >&2; exit 1; }
  sleep 0.05
done
"$@"
