#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

/* In the order in which they are asked: of two that are equally sure, the first one is taken. */
const struct et_adapter_ops *const et_adapters[] = {&et_adapter_preamble,      &et_adapter_dataset,
                                                    &et_adapter_post_scraper,  &et_adapter_actor,
                                                    &et_adapter_post_metadata, &et_adapter_esuit,
                                                    &et_adapter_esuit_flat,    &et_adapter_youtube_api,
                                                    &et_adapter_ytdlp,         &et_adapter_tiktok,
                                                    &et_adapter_instaloader,   &et_adapter_legacy,
                                                    &et_adapter_generic,       NULL};

const struct et_adapter_ops *et_adapter_by_form(enum et_form form)
{
    size_t i = 0;
    while (et_adapters[i] && !(et_adapters[i]->forms & form))
        i++;
    return et_adapters[i];
}
