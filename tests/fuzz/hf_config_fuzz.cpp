// The text of a config.json: understood or refused, whatever it asks for.
#include <cstddef>
#include <cstdint>

#include "engine/formats/hf_metadata.h"
#include "engine/formats/json_text.h"
#include "engine/formats/model_fault.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    constexpr size_t kTensors = 1000;
    try {
        engine::HfConfig config(
            engine::parseJsonObject({reinterpret_cast<const char*>(data), size}, "config.json"));
        const engine::HfFamily* family = engine::findHfFamily(config.modelType());
        if (family == nullptr) return 0;
        config.setDefaults(family->defaults);
        (void)engine::describeHfModel(config, *family, "fuzz", kTensors);
    } catch (const engine::Broken&) {
    } catch (const engine::Beyond&) {
    }
    return 0;
}
