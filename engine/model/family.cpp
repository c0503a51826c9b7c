#include "engine/model/family.h"

namespace engine {

const Family* findFamily(std::string_view architecture) {
    for (const Family* family :
         {&kLlamaFamily, &kQwen2Family, &kQwen2MoeFamily, &kQwen3Family, &kQwen3MoeFamily, &kOlmoeFamily,
          &kGraniteFamily, &kGraniteMoeFamily, &kDeepseekFamily, &kDeepseek2Family, &kGptOssFamily,
          &kGlm4MoeFamily, &kGemma3Family, &kPhi3Family}) {
        if (family->architecture == architecture) return family;
    }
    return nullptr;
}

}  // namespace engine
