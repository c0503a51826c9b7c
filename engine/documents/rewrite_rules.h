// The three sets of rules behind checkRewrite(): English, Chinese, and from one language into the other.
#pragma once

#include "engine/documents/rewrite_check.h"

namespace engine {

RewriteVerdict checkEnglishRewrite(std::string_view source, std::string_view rewrite);
RewriteVerdict checkChineseRewrite(std::string_view source, std::string_view rewrite);
// One side is English, the other Chinese.
RewriteVerdict checkTranslation(std::string_view source, std::string_view rewrite, Language sourceLanguage);

}  // namespace engine
