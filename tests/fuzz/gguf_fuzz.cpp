// A GGUF file of any bytes: opened, described, its config read and its tensors bound, or refused.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/formats/model_file.h"
#include "engine/model/weights.h"
#include "engine/run/model_info.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const int memory = ::memfd_create("fuzz", 0);
    if (memory < 0 || ::write(memory, data, size) != static_cast<ssize_t>(size)) return 0;
    auto file = engine::ModelFile::open("/proc/self/fd/" + std::to_string(memory));
    ::close(memory);
    if (!file) return 0;
    (void)engine::describeModel(**file);
    auto config = engine::readModelConfig(**file);
    if (!config) return 0;
    (void)engine::ModelWeights::bind(*file, *config, *kernels::cpuBackend(kernels::CpuPath::kScalar));
    return 0;
}
