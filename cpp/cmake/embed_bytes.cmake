# cmake -D IN=file -D OUT=file.inc -P embed_bytes.cmake
# The bytes of a file as the initialiser of an array.
file(READ "${IN}" bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
file(WRITE "${OUT}" "${bytes}\n")
