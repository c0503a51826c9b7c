// Documents that were opened, their text and passages (searchable, two-character Chinese words too), and the
// journal and result of their summaries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/database.h"

namespace engine {

struct StoredDocument {
    RowId id = 0;
    std::string name, path, hash, format;
    int32_t pages = 0;
    int64_t textBytes = 0;
    int64_t openedAt = 0;   // Unix seconds
    int64_t deletedAt = 0;  // 0: not in the bin
    bool hasSummary = false;
};

struct StoredPassage {
    int32_t page = 1;
    int64_t begin = 0, end = 0;
    std::string text;
};
struct PassageHit {
    RowId document = 0;
    StoredPassage passage;
    double rank = 0;
};

class DocumentStore {
public:
    explicit DocumentStore(std::shared_ptr<Database> database) : database_(std::move(database)) {}

    // Adds, or finds by hash and brings it to the top; a document in the bin comes back. When another text is
    // given for a known document (the reader has learned more), text and passages are replaced.
    Result<RowId> open(const StoredDocument& facts, const std::string& text,
                       const std::vector<StoredPassage>& passages);
    Result<std::vector<StoredDocument>> list(bool bin = false) const;
    Result<std::optional<StoredDocument>> find(RowId id) const;
    // The text as it was extracted when the document was last opened.
    Result<std::optional<std::string>> text(RowId id) const;
    // Best first. Every word must occur (English by its stem); Chinese words of any length are found inside
    // clauses. Documents in the bin are left out. No words: no hits.
    Result<std::vector<PassageHit>> search(const std::string& words, std::optional<RowId> inDocument,
                                           int32_t limit) const;
    Status moveToBin(RowId id);
    Status restore(RowId id);
    // Removes for good, with summaries and conversations, what was put into the bin at or before this time.
    Status emptyBin(int64_t olderThanUnixSeconds);

    // The journal of a reading: key is made of what the part depends on (document, model, options, part).
    Status putPart(RowId document, const std::string& key, const std::string& text);
    Result<std::optional<std::string>> part(RowId document, const std::string& key) const;
    // The finished summary as JSON; one per document and model.
    Status putSummary(RowId document, const std::string& model, const std::string& json);
    Result<std::optional<std::string>> summary(RowId document) const;  // the newest

private:
    std::shared_ptr<Database> database_;
};

}  // namespace engine
