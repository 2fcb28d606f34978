/** The adapters, each in its own file; listed in adapters.c. */
#ifndef ET_INGEST_ADAPTERS_INT_H
#define ET_INGEST_ADAPTERS_INT_H

#include "ingest/adapter.h"
#include "ingest/fields.h"

extern const struct et_adapter_ops et_adapter_preamble, et_adapter_dataset, et_adapter_actor, et_adapter_post_scraper,
    et_adapter_post_metadata, et_adapter_esuit, et_adapter_esuit_flat, et_adapter_youtube_api, et_adapter_ytdlp,
    et_adapter_tiktok, et_adapter_instaloader, et_adapter_legacy, et_adapter_generic, et_adapter_nothing;

extern const struct et_field_names
    et_instagram_fields[]; /**< of the private API's comments, as scrapers flatten them */

#endif
