// How a router turns a token's scores over E experts into A experts and their shares.
//
// Shapes   scores [T, E] from the router's matrix; bias [E]; chosen and shares [T, A], best expert first.
// Source   Mixtral (arXiv 2401.04088), DeepSeek-V2 (2405.04434) and V3 (2412.19437), Granite and gpt-oss
// model
//          code in transformers.
#pragma once

#include <cstdint>

namespace kernels {

inline constexpr int64_t kMaxExperts = 1024;  // E; no published model comes near

enum class RouterScore : uint8_t {
    kSoftmax,          // over all E, then the A largest are chosen
    kSigmoid,          // each expert by itself, then the A largest are chosen
    kSoftmaxOfChosen,  // the A largest are chosen, then softmax over them
};

// What stands for a group when groups are chosen: its best expert, or the sum of its best two.
enum class GroupRank : uint8_t { kBest, kBestTwo };

struct RouterSpec {
    int64_t experts = 0;  // E; 0 for a layer without experts
    int64_t active = 0;   // A
    RouterScore score = RouterScore::kSoftmax;
    int64_t groups = 1;      // E / groups experts each, side by side
    int64_t groupsUsed = 1;  // experts of all other groups are out of the choice
    GroupRank groupRank = GroupRank::kBest;
    bool renormalise = false;  // the chosen shares are scaled to sum 1
    float scale = 1.0F;        // multiplies every share in the end
};

}  // namespace kernels
