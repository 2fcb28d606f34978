/** Repairs in a PDF as Cairo 1.16 writes it. */
#ifndef ET_BRIEF_PDF_TIDY_H
#define ET_BRIEF_PDF_TIDY_H

#include "base/buf.h"

/** Works on the document that begins at `start` of buf: takes numbers of objects that were reserved and never written
 * (those of links in an untagged document) off the cross-reference table, names each picture once in the resources of a
 * page, and says in the catalogue that the language is English and that the title is what to show. A document of
 * another shape (Cairo 1.18 has none of these faults) is left as it is. false only when memory ran out. */
bool et_pdf_tidy(struct et_buf *buf, size_t start);

#endif
