// resources/models.json, compiled in.
#pragma once

namespace app {

extern const char* const kCatalogueText;

}  // namespace app
