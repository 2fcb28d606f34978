# Flags for every target: warnings are errors under gcc and clang; results do not depend on contraction of floating point.
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wformat=2 -Wundef -Wvla
                    -Wstrict-prototypes -Wmissing-prototypes -Wnull-dereference -Werror -ffp-contract=off
                    -fstack-protector-strong -fno-omit-frame-pointer)
add_compile_definitions(_GNU_SOURCE)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    add_compile_options(-D_FORTIFY_SOURCE=3)
    add_link_options($<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie> -Wl,-z,relro,-z,now)
    # gcc 12 reports null dereferences across translation units that cannot happen: the check stays in every other build.
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
    if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
        add_link_options(-flto=auto -Wno-null-dereference)
    endif()
endif()
if(ET_SANITIZE)
    add_compile_options(-fsanitize=${ET_SANITIZE} -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${ET_SANITIZE})
endif()
if(ET_FAULTS)
    add_compile_definitions(ET_FAULTS)
endif()
