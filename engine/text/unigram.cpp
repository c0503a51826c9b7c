#include "engine/text/unigram.h"

#include <algorithm>

#include "engine/text/utf8.h"

namespace engine {

namespace {

constexpr double kUnknownPenalty = 10.0;  // below the worst score, as in SentencePiece

ByteTrie trieOf(const Vocabulary& vocabulary) {
    std::vector<std::pair<std::string_view, int32_t>> texts;
    for (Token token = 0; token < vocabulary.size(); ++token) {
        // Of equal texts the one that findMerged() gives.
        if (vocabulary.findMerged(vocabulary.bytes(token)) == token)
            texts.emplace_back(vocabulary.bytes(token), token);
    }
    return ByteTrie(std::move(texts));
}

}  // namespace

Unigram::Unigram(std::shared_ptr<const Vocabulary> vocabulary, std::vector<double> scores,
                 UnknownRule unknown)
    : vocabulary_(std::move(vocabulary)), scores_(std::move(scores)), trie_(trieOf(*vocabulary_)),
      unknown_(unknown) {
    double worst = 0;
    bool any = false;
    for (Token token = 0; token < vocabulary_->size(); ++token) {
        if (vocabulary_->kind(token) != TokenKind::kNormal) continue;
        const double score = scores_[static_cast<size_t>(token)];
        worst = any ? std::min(worst, score) : score;
        any = true;
    }
    unknownScore_ = worst - kUnknownPenalty;
}

void Unigram::encode(std::string_view piece, Scratch& scratch, std::vector<Token>& out) const {
    // Of the best path to each byte: its score, where its last token begins, and that token.
    std::vector<double>& scores = scratch.scores;
    std::vector<int32_t>& begins = scratch.previous;
    std::vector<Token>& last = scratch.tokens;
    scores.assign(piece.size() + 1, 0);
    begins.assign(piece.size() + 1, -1);
    last.assign(piece.size() + 1, kNoToken);
    const auto offer = [&](size_t begin, size_t end, double score, Token token) {
        if (begins[end] >= 0 && score <= scores[end]) return;
        scores[end] = score;
        begins[end] = static_cast<int32_t>(begin);
        last[end] = token;
    };
    for (size_t at = 0; at < piece.size();) {
        const size_t size = stepUtf8(piece, at).size;
        bool single = false;
        trie_.forEachPrefix(piece.substr(at), [&](const ByteTrie::Match& match) {
            offer(at, at + match.size, scores[at] + scores_[static_cast<size_t>(match.value)], match.value);
            single = single || match.size == size;
        });
        if (!single) offer(at, at + size, scores[at] + unknownScore_, kNoToken);
        at += size;
    }
    // Back along the path; `next` gets where each token ends.
    std::vector<int32_t>& next = scratch.next;
    next.resize(piece.size() + 1);
    for (auto end = static_cast<int32_t>(piece.size()); end > 0; end = begins[static_cast<size_t>(end)])
        next[static_cast<size_t>(begins[static_cast<size_t>(end)])] = end;
    for (size_t at = 0; at < piece.size();) {
        auto end = static_cast<size_t>(next[at]);
        if (last[end] != kNoToken) {
            out.push_back(last[end]);
        } else {
            while (unknown_.fuse && end < piece.size() && last[static_cast<size_t>(next[end])] == kNoToken)
                end = static_cast<size_t>(next[end]);
            appendUnknown(piece.substr(at, end - at), out);
        }
        at = end;
    }
}

void Unigram::appendUnknown(std::string_view text, std::vector<Token>& out) const {
    if (unknown_.asBytes && appendByteTokens(*vocabulary_, text, out)) return;
    if (vocabulary_->unknownToken != kNoToken) out.push_back(vocabulary_->unknownToken);
}

}  // namespace engine
