#include "cli/app.h"

int main(int argc, char **argv)
{
    return et_cli_main(argc, argv);
}
