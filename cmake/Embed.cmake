# Embeds files. et_embed_dir(ROOM DIR GLOB) makes in ROOM the table of base/embed.h:
#   const struct et_embedded et_embedded_<dir with _>[] = {{name, bytes, size}, ..., {0}}
# in the order of the file names.
add_executable(et-embed ${CMAKE_SOURCE_DIR}/tools/embed.c)

function(et_embed_files room symbol)
    set(out ${CMAKE_BINARY_DIR}/embedded/${symbol}.c)
    add_custom_command(OUTPUT ${out} COMMAND et-embed ${symbol} ${out} ${ARGN} DEPENDS et-embed ${ARGN}
                       COMMENT "Embedding ${symbol}")
    target_sources(et_${room} PRIVATE ${out})
endfunction()

function(et_embed_dir room dir glob)
    file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${dir}/${glob})
    list(SORT files)
    string(REGEX REPLACE "[/-]" "_" symbol et_embedded_${dir})
    et_embed_files(${room} ${symbol} ${files})
endfunction()
