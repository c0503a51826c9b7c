// Words that the vocabulary lacks, put to a language model: which of the known kinds is meant, or none.
//
// Thread   the guess blocks its caller until the engine has answered.
// Errors   whatever keeps the engine from answering means that nothing was guessed.
#pragma once

#include <memory>

#include "engine/run/engine.h"
#include "engine/vision/inspection_prompt.h"

namespace engine {

// Empty without an engine that can chat.
KindGuess guessWithModel(std::shared_ptr<Engine> engine);

}  // namespace engine
