#!/bin/sh
# Checks docs/model/bridge.pml with spin: the model keeps its promises, and each of its broken variants breaks the one
# that it must. One line a run; exit code 0 when every run came out as it must. Leaves no files behind.
set -u

model=$(cd "$(dirname "$0")" && pwd)/bridge.pml
compiler=${CC:-gcc}
memory_mb=1024
seconds=180
depth=10000

for tool in spin "$compiler"; do
  command -v "$tool" >/dev/null && continue
  echo "THE MODEL WAS NOT CHECKED: $tool is not installed (Debian: apt-get install -y spin gcc)" >&2
  exit 1
done

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 1
runs=0
wrong=0

# verify OPTIONS: searches everything that the model can do; leaves the verdict in $found and the number of states in
# $states. Looks for broken promises, or with -DFOR_EVER for runs that never come to an end.
verify() {
  found='not checked'
  states=0
  case $1 in
    *FOR_EVER*) compile=-DNP search=-l ;;
    *) compile=-DSAFETY search= ;;
  esac
  # shellcheck disable=SC2086 # several options in $1, perhaps none in $search
  spin $1 -a "$model" >spin.log 2>&1 &&
    "$compiler" -w -O1 -DNOREDUCE $compile -DMEMLIM=$memory_mb -o pan pan.c >compiler.log 2>&1 || {
    cat spin.log compiler.log 2>/dev/null
    return
  }
  (ulimit -t $seconds && exec ./pan -n -m$depth -w24 $search) >pan.log 2>&1 || found=stopped
  states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' pan.log)
  # Whatever cuts the search short (depth, memory, time) proves nothing.
  if grep -Eq 'max search depth too small|reached -DMEMLIM|out of memory|hash-?table full' pan.log; then
    found='search cut short'
  elif grep -q '^pan:[0-9]*: assertion violated' pan.log; then
    found='promise broken'
  elif grep -q '^pan:[0-9]*: non-progress cycle' pan.log; then
    found='goes on for ever'
  elif grep -q 'errors: 0$' pan.log && ! grep -q 'Search not completed' pan.log; then
    found='holds'
  else
    tail -n 20 pan.log
  fi
}

# expect VERDICT NAME OPTIONS
expect() {
  runs=$((runs + 1))
  verify "$3"
  result=ok
  [ "$found" = "$1" ] || { result="WRONG, expected: $1" wrong=$((wrong + 1)); }
  printf '%-62s %9s states  %-16s %s\n' "$2" "${states:-?}" "$found" "$result"
}

one='-DGATEWAYS=1 -DFAULTS=1'
expect 'holds' 'model: two instances, one fault' '-DGATEWAYS=2 -DFAULTS=1'
expect 'holds' 'model: one instance, two faults' '-DGATEWAYS=1 -DFAULTS=2'
expect 'holds' 'model: every run comes to an end' "$one -DFOR_EVER"
expect 'promise broken' 'nothing enters late, without the shared lock' "$one -DONLY=MAY_ENTER -DBROKEN_LOCK"
expect 'promise broken' 'nothing is sent late, without the token' "$one -DONLY=MAY_SEND -DBROKEN_TOKEN"
expect 'promise broken' 'nothing is sent late, without the mark' '-DGATEWAYS=1 -DFAULTS=1 -DONLY=MAY_SEND -DBROKEN_MARK'
expect 'promise broken' 'nothing is sent late, revoking without a second look' "$one -DONLY=MAY_SEND -DBROKEN_REVOKING"
expect 'promise broken' 'all items end, without one commit for request and entry' "$one -DONLY=ALL_ENDED -DBROKEN_OUTBOX"
expect 'goes on for ever' 'every run comes to an end, without done/' "$one -DFOR_EVER -DBROKEN_DONE"
expect 'promise broken' 'no item ends twice, without fence and primary key' "$one -DONLY=ENDED_ONCE -DBROKEN_FENCE -DBROKEN_KEY"
expect 'holds' 'no item ends twice, without the fence: the key is enough' "$one -DONLY=ENDED_ONCE -DBROKEN_FENCE"
expect 'holds' 'no item ends twice, without the key: the fence is enough' "$one -DONLY=ENDED_ONCE -DBROKEN_KEY"

echo "model: $runs runs, $wrong not as they must be"
[ "$wrong" -eq 0 ]
