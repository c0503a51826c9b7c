// The bytes of a PyTorch file: read or refused, and what is read lies inside.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/formats/model_fault.h"
#include "engine/vision/torch_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    try {
        for (const engine::TorchTensor& tensor : engine::readTorchTensors(bytes, "fuzz")) {
            const auto* begin = tensor.data.data();
            if (begin < bytes.data() || begin + tensor.data.size() > bytes.data() + size) std::abort();
            if (tensor.floats().size() * sizeof(float) > size) std::abort();
        }
    } catch (const engine::Broken& broken) {
        if (engine::sentenceOf(broken).text().empty()) std::abort();
    } catch (const engine::Beyond& beyond) {
        if (engine::sentenceOf(beyond).text().empty()) std::abort();
    }
    return 0;
}
