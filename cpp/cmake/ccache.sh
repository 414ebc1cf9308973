#!/bin/sh
# ccache COMPILER ARGS...: a precompiled header of before goes first. The preprocessor would read it for the headers themselves,
# and ccache, which looks at what the preprocessor says, would not see what changed in them.
for word; do
  case $word in *.gch) rm -f "$word" ;; esac
done
exec ccache "$@"
