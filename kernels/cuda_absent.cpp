// Linked where the build has no CUDA kernels: there is no such backend.
#include "kernels/backend.h"

const kernels::Backend* kernels::cudaBackend() {
    return nullptr;
}
