#!/bin/sh
# A linear classifier in safetensors, for tests: predict.sh WEIGHTS DATA OUT
#
# WEIGHTS holds one float32 tensor w of shape [classes, inputs + 1], the last column the bias, and a
# float32 tensor s of one number that multiplies it. DATA is CSV: id,label,slice,x1,x2,...
# Needs what every Unix has: od, awk.
set -eu
length=$(od -An -t u8 -N 8 "$1" | tr -d ' ')
header=$(dd if="$1" bs=1 skip=8 count="$length" 2>/dev/null)
classes=$(printf '%s' "$header" | sed 's/.*"w":{[^}]*"shape":\[\([0-9]*\),.*/\1/')
od -An -v -t f4 -j $((8 + length)) "$1" | awk -v classes="$classes" -v out="$3" '
  FNR == NR { for (i = 1; i <= NF; i++) number[n++] = $i; next }
  FNR == 1 { inputs = split($0, name, ",") - 3; print "id,label,slice,prediction" > out; next }
  {
    split($0, field, ",")
    best = -1
    for (c = 0; c < classes; c++) {
      score = number[1 + c * (inputs + 1) + inputs]
      for (i = 0; i < inputs; i++) score += number[1 + c * (inputs + 1) + i] * field[4 + i]
      score *= number[0]
      if (best < 0 || score > top) { best = c; top = score }
    }
    print field[1] "," field[2] "," field[3] ",class" best > out
  }' - "$2"
