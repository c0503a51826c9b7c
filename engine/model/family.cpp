#include "engine/model/family.h"

namespace engine {

const Family* findFamily(std::string_view architecture) {
    for (const Family* family : {&kLlamaFamily, &kQwen2Family, &kQwen3Family, &kQwen3MoeFamily}) {
        if (family->architecture == architecture) return family;
    }
    return nullptr;
}

}  // namespace engine
