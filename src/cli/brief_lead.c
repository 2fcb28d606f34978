#include "cli/brief_lead.h"

#include "brief/model.h"

const char *et_brief_lead(const struct et_brief_model *brief)
{
    return brief->lead ? brief->lead : "";
}

const char *et_brief_advice(const struct et_brief_model *brief)
{
    return brief->empty && brief->advice ? brief->advice : "";
}
