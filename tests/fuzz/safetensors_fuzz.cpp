// The bytes of a safetensors file: read or refused, and what is read lies inside.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/formats/model_fault.h"
#include "engine/formats/safetensors_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    try {
        for (const engine::SafetensorsTensor& tensor : engine::readSafetensors(bytes, "fuzz")) {
            const auto* begin = tensor.data.data();
            if (!tensor.data.empty() &&
                (begin < bytes.data() || begin + tensor.data.size() > bytes.data() + size))
                std::abort();
        }
    } catch (const engine::Broken& broken) {
        if (engine::sentenceOf(broken).text().empty()) std::abort();
    } catch (const engine::Beyond&) {
    }
    return 0;
}
