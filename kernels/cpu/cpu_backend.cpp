// Chooses the path by what this processor says it can do.
#include "kernels/backend.h"
#include "kernels/cpu/paths.h"

namespace kernels {

const Backend* cpuBackend(CpuPath path) {
    switch (path) {
        case CpuPath::kAuto:
        case CpuPath::kScalar:
            return &cpu::scalarBackend();
        case CpuPath::kAvx2:
        case CpuPath::kAvx512:
            return nullptr;
    }
    return nullptr;
}

}  // namespace kernels
