// DOCX: paragraphs, lists with their numbers, tables row by row, notes at the end, pages where Word last
// broke them.
#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <vector>

#include "engine/documents/docx_archive.h"
#include "engine/documents/docx_numbering.h"
#include "engine/documents/importer.h"

namespace engine {
namespace {

constexpr int kDeepest = 200;  // elements inside each other

Error notWord(const std::string& name, std::string detail) {
    return Error{ErrorKind::kBadInput,
                 "“{0}” is not a Word document.",
                 "Open a .docx, PDF or text document; unpack other archives first.",
                 {name},
                 std::move(detail)};
}

// Parses a part; a document type declaration is refused: none belongs there.
Status parsePart(const std::string& name, const std::string& part, std::string& bytes,
                 pugi::xml_document& xml) {
    const unsigned options = (pugi::parse_default | pugi::parse_doctype | pugi::parse_ws_pcdata_single);
    const pugi::xml_parse_result result = xml.load_buffer_inplace(bytes.data(), bytes.size(), options);
    if (!result) {
        return Error{ErrorKind::kBadInput,
                     "“{0}” is damaged and cannot be read.",
                     "Ask for the file again, or save it anew in a word processor.",
                     {name},
                     part + ": " + result.description()};
    }
    for (const pugi::xml_node& node : xml.children()) {
        if (node.type() == pugi::node_doctype) {
            return Error{ErrorKind::kBadInput,
                         "“{0}” declares a document type of its own, which no Word document does.",
                         "Do not open it unless you trust where it comes from.",
                         {name},
                         part};
        }
    }
    return {};
}

class DocxReader {
public:
    DocxReader(Document& document, const ImportLimits& limits, std::stop_token stop)
        : document_(document), limits_(limits), stop_(std::move(stop)) {}

    Status read(std::string_view bytes) {
        ArchiveLimits archiveLimits;
        archiveLimits.totalBytes = limits_.unpackedBytes;
        archiveLimits.entryBytes = std::min(archiveLimits.entryBytes, limits_.unpackedBytes);
        Result<DocxArchive> opened = DocxArchive::open(bytes, document_.name, archiveLimits);
        if (!opened) return opened.error();
        archive_ = &*opened;
        document_.encoding = "DOCX";

        std::string main = "word/document.xml";
        if (const Status status = findMain(main); !status) return status;
        const std::string folder =
            main.substr(0, main.rfind('/') == std::string::npos ? 0 : main.rfind('/') + 1);
        if (const Status status = readStyles(folder + "styles.xml"); !status) return status;
        if (const Status status = readNumbering(folder + "numbering.xml"); !status) return status;

        Result<std::optional<std::string>> part = archive_->read(main);
        if (!part) return part.error();
        if (!*part) return notWord(document_.name, main + " is missing");
        pugi::xml_document xml;
        if (const Status status = parsePart(document_.name, main, **part, xml); !status) return status;
        const pugi::xml_node body = childNamed(childNamed(xml, "document"), "body");
        if (!body) return notWord(document_.name, "no body");

        pageStarts_.push_back(0);
        readBlocks(body, 0);
        if (const Status status = readNotes(folder + "footnotes.xml", footnotes_); !status) return status;
        if (const Status status = readNotes(folder + "endnotes.xml", endnotes_); !status) return status;
        if (stop_.stop_requested()) return cancelled();
        if (full_) return tooMuchText(document_, limits_.textBytes);
        while (!document_.text.empty() && document_.text.back() == '\n')
            document_.text.pop_back();
        if (document_.text.find_first_not_of(" \t\r\n") == std::string::npos) return withoutText(document_);
        document_.text.push_back('\n');
        makePages();
        return {};
    }

private:
    struct Style {
        std::string basedOn;
        DocxNumberRef number;
        bool pageBreakBefore = false;
    };

    // A paragraph as it is gathered: its text and where pages break in it.
    struct Paragraph {
        std::string text;
        std::vector<size_t> pageBreaks;
        std::vector<pugi::xml_node> textBoxes;
    };

    // The main part has another name in files of some programs: the package's relations tell it.
    Status findMain(std::string& main) {
        Result<std::optional<std::string>> part = archive_->read("_rels/.rels");
        if (!part) return part.error();
        if (!*part) return {};
        pugi::xml_document xml;
        if (const Status status = parsePart(document_.name, "_rels/.rels", **part, xml); !status)
            return status;
        for (const pugi::xml_node& relation : childNamed(xml, "Relationships").children()) {
            const std::string_view type = relation.attribute("Type").value();
            if (!type.ends_with("/officeDocument")) continue;
            std::string target = relation.attribute("Target").value();
            if (target.starts_with("/")) target.erase(0, 1);
            if (target.ends_with("workbook.xml") || target.ends_with("presentation.xml")) {
                return notWord(document_.name, target);
            }
            if (!target.empty()) main = target;
        }
        return {};
    }

    Status readStyles(const std::string& name) {
        Result<std::optional<std::string>> part = archive_->read(name);
        if (!part) return part.error();
        if (!*part) return {};
        pugi::xml_document xml;
        if (const Status status = parsePart(document_.name, name, **part, xml); !status) return status;
        for (const pugi::xml_node& node : childNamed(xml, "styles").children()) {
            if (localName(node.name()) != "style") continue;
            const char* id = attributeNamed(node, "styleId");
            if (id == nullptr) continue;
            Style& style = styles_[id];
            if (const char* base = attributeNamed(childNamed(node, "basedOn"), "val")) style.basedOn = base;
            const pugi::xml_node properties = childNamed(node, "pPr");
            readNumberRef(childNamed(properties, "numPr"), style.number);
            style.pageBreakBefore = isOn(childNamed(properties, "pageBreakBefore"));
        }
        return {};
    }

    Status readNumbering(const std::string& name) {
        Result<std::optional<std::string>> part = archive_->read(name);
        if (!part) return part.error();
        if (!*part) return {};
        pugi::xml_document xml;
        if (const Status status = parsePart(document_.name, name, **part, xml); !status) return status;
        numbering_.read(xml);
        return {};
    }

    static bool isOn(const pugi::xml_node& node) {
        if (!node) return false;
        const char* value = attributeNamed(node, "val");
        return value == nullptr || (std::string_view(value) != "0" && std::string_view(value) != "false" &&
                                    std::string_view(value) != "off");
    }

    static void readNumberRef(const pugi::xml_node& node, DocxNumberRef& ref) {
        if (!node) return;
        if (const char* number = attributeNamed(childNamed(node, "numId"), "val"))
            ref.number = std::atoi(number);
        if (const char* level = attributeNamed(childNamed(node, "ilvl"), "val")) ref.level = std::atoi(level);
    }

    DocxNumberRef numberOf(const pugi::xml_node& properties) const {
        DocxNumberRef ref;
        const char* name = attributeNamed(childNamed(properties, "pStyle"), "val");
        std::string id = name != nullptr ? name : "";
        // A style takes its list from the style that it is based on; the chain is short, or a circle.
        for (int step = 0; step < 12 && !id.empty(); ++step) {
            const auto style = styles_.find(id);
            if (style == styles_.end()) break;
            if (style->second.number.number >= 0) {
                const int level = ref.level;
                ref = style->second.number;
                ref.level = std::max(ref.level, level);
                break;
            }
            ref.level = std::max(ref.level, style->second.number.level);
            id = style->second.basedOn;
        }
        // numId 0 switches the style's list off.
        readNumberRef(childNamed(properties, "numPr"), ref);
        return ref;
    }

    bool breaksBefore(const pugi::xml_node& properties) const {
        const pugi::xml_node own = childNamed(properties, "pageBreakBefore");
        if (own) return isOn(own);
        const char* name = attributeNamed(childNamed(properties, "pStyle"), "val");
        const auto style = name != nullptr ? styles_.find(name) : styles_.end();
        return style != styles_.end() && style->second.pageBreakBefore;
    }

    void breakPage(size_t at) {
        const auto offset = static_cast<int64_t>(at);
        // Word notes a break twice, as asked for and as drawn: no page is empty for that.
        const std::string_view between =
            std::string_view(document_.text)
                .substr(static_cast<size_t>(std::min(pageStarts_.back(), offset)));
        const std::string_view part =
            between.substr(0, static_cast<size_t>(offset - std::min(pageStarts_.back(), offset)));
        if (part.find_first_not_of(" \t\r\n") != std::string_view::npos) pageStarts_.push_back(offset);
    }

    void add(const Paragraph& paragraph, std::string_view ending) {
        const size_t base = document_.text.size();
        if (base + paragraph.text.size() > limits_.textBytes) {
            full_ = true;
            return;
        }
        if (paragraph.text.find_first_not_of(" \t\n") == std::string::npos) {
            if (!paragraph.pageBreaks.empty()) breakPage(base);
            return;
        }
        document_.text += paragraph.text;
        for (const size_t at : paragraph.pageBreaks)
            breakPage(base + at);
        document_.text += ending;
    }

    bool over() const { return full_ || stop_.stop_requested(); }

    // Paragraphs and tables of a body, a cell, a note or a text box.
    void readBlocks(const pugi::xml_node& parent, int depth) {
        if (depth > kDeepest) return;
        for (const pugi::xml_node& node : parent.children()) {
            if (over()) return;
            const std::string_view name = localName(node.name());
            if (name == "p") {
                readParagraph(node, "\n\n", depth);
            } else if (name == "tbl") {
                readTable(node, depth + 1);
            } else if (name == "AlternateContent") {
                readBlocks(alternative(node), depth + 1);
            } else if (name == "sdt" || name == "sdtContent" || name == "ins" || name == "moveTo" ||
                       name == "customXml" || name == "smartTag") {
                readBlocks(node, depth + 1);
            }
        }
    }

    static pugi::xml_node alternative(const pugi::xml_node& node) {
        const pugi::xml_node choice = childNamed(node, "Choice");
        return choice ? choice : childNamed(node, "Fallback");
    }

    void readParagraph(const pugi::xml_node& node, std::string_view ending, int depth) {
        const pugi::xml_node properties = childNamed(node, "pPr");
        if (breaksBefore(properties)) breakPage(document_.text.size());
        Paragraph paragraph;
        const DocxNumberRef ref = numberOf(properties);
        readRuns(node, paragraph, depth + 1);
        if (ref.number > 0 && paragraph.text.find_first_not_of(" \t\n") != std::string::npos) {
            const std::string label = numbering_.next(ref);
            if (!label.empty()) {
                paragraph.text.insert(0, label + " ");
                for (size_t& at : paragraph.pageBreaks)
                    at = at == 0 ? 0 : at + label.size() + 1;
            }
        }
        add(paragraph, ending);
        for (const pugi::xml_node& box : paragraph.textBoxes)
            readBlocks(box, depth + 2);
        // A section that ends here begins the next one on a new page unless it says otherwise.
        if (const pugi::xml_node section = childNamed(properties, "sectPr")) {
            const char* type = attributeNamed(childNamed(section, "type"), "val");
            if (type == nullptr || std::string_view(type) != "continuous") breakPage(document_.text.size());
        }
    }

    void readRuns(const pugi::xml_node& parent, Paragraph& paragraph, int depth) {
        if (depth > kDeepest) return;
        for (const pugi::xml_node& node : parent.children()) {
            const std::string_view name = localName(node.name());
            if (name == "t") {
                paragraph.text += node.text().get();
            } else if (name == "tab" && depth > 1 && localName(parent.name()) == "r") {
                paragraph.text.push_back('\t');
            } else if (name == "br") {
                const char* type = attributeNamed(node, "type");
                if (type != nullptr && std::string_view(type) == "page") {
                    paragraph.pageBreaks.push_back(paragraph.text.size());
                }
                paragraph.text.push_back('\n');
            } else if (name == "cr") {
                paragraph.text.push_back('\n');
            } else if (name == "lastRenderedPageBreak") {
                paragraph.pageBreaks.push_back(paragraph.text.size());
            } else if (name == "noBreakHyphen") {
                paragraph.text += "-";
            } else if (name == "footnoteReference") {
                addReference(node, paragraph, footnotes_, "[");
            } else if (name == "endnoteReference") {
                addReference(node, paragraph, endnotes_, "[e");
            } else if (name == "AlternateContent") {
                readRuns(alternative(node), paragraph, depth + 1);
            } else if (name == "txbxContent") {
                paragraph.textBoxes.push_back(node);
            } else if (name == "pPr" || name == "rPr" || name == "del" || name == "moveFrom" ||
                       name == "instrText" || name == "delText") {
                continue;
            } else if (node.type() == pugi::node_element) {
                readRuns(node, paragraph, depth + 1);
            }
        }
    }

    static void addReference(const pugi::xml_node& node, Paragraph& paragraph,
                             std::vector<std::string>& notes, const char* opening) {
        const char* id = attributeNamed(node, "id");
        if (id == nullptr) return;
        notes.emplace_back(id);
        paragraph.text += opening + std::to_string(notes.size()) + "]";
    }

    // A row is one line, its cells a tab apart; cells of several paragraphs are read one after the other.
    void readTable(const pugi::xml_node& table, int depth) {
        if (depth > kDeepest) return;
        for (const pugi::xml_node& row : table.children()) {
            if (over()) return;
            const std::string_view name = localName(row.name());
            if (name == "sdt" || name == "sdtContent" || name == "ins" || name == "customXml")
                readTable(row, depth + 1);
            if (name != "tr") continue;
            std::vector<pugi::xml_node> cells;
            collectCells(row, cells, depth);
            bool simple = true;
            for (const pugi::xml_node& cell : cells)
                simple = simple && isOneParagraph(cell);
            if (!simple) {
                for (const pugi::xml_node& cell : cells)
                    readBlocks(cell, depth + 1);
                continue;
            }
            Paragraph line;
            for (const pugi::xml_node& cell : cells) {
                if (cell != cells.front()) line.text.push_back('\t');
                const pugi::xml_node paragraph = childNamed(cell, "p");
                Paragraph inner;
                readRuns(paragraph, inner, depth + 1);
                if (const DocxNumberRef ref = numberOf(childNamed(paragraph, "pPr"));
                    ref.number > 0 && !inner.text.empty()) {
                    const std::string label = numbering_.next(ref);
                    if (!label.empty()) inner.text.insert(0, label + " ");
                }
                std::replace(inner.text.begin(), inner.text.end(), '\n', ' ');
                for (const size_t at : inner.pageBreaks)
                    line.pageBreaks.push_back(line.text.size() + at);
                line.text += inner.text;
                line.textBoxes.insert(line.textBoxes.end(), inner.textBoxes.begin(), inner.textBoxes.end());
            }
            add(line, "\n");
            for (const pugi::xml_node& box : line.textBoxes)
                readBlocks(box, depth + 2);
        }
        if (!document_.text.empty() && !document_.text.ends_with("\n\n")) document_.text.push_back('\n');
    }

    void collectCells(const pugi::xml_node& row, std::vector<pugi::xml_node>& cells, int depth) const {
        if (depth > kDeepest) return;
        for (const pugi::xml_node& node : row.children()) {
            const std::string_view name = localName(node.name());
            if (name == "tc") cells.push_back(node);
            if (name == "sdt" || name == "sdtContent" || name == "customXml")
                collectCells(node, cells, depth + 1);
        }
    }

    static bool isOneParagraph(const pugi::xml_node& cell) {
        int paragraphs = 0;
        for (const pugi::xml_node& node : cell.children()) {
            const std::string_view name = localName(node.name());
            if (name == "p") ++paragraphs;
            if (name == "tbl" || name == "sdt") return false;
        }
        return paragraphs == 1;
    }

    // The notes that the text refers to, in its order.
    Status readNotes(const std::string& name, const std::vector<std::string>& ids) {
        if (ids.empty() || over()) return {};
        const bool foot = &ids == &footnotes_;
        Result<std::optional<std::string>> part = archive_->read(name);
        if (!part) return part.error();
        if (!*part) return {};
        pugi::xml_document xml;
        if (const Status status = parsePart(document_.name, name, **part, xml); !status) return status;
        std::map<std::string, pugi::xml_node> notes;
        for (const pugi::xml_node& node : childNamed(xml, foot ? "footnotes" : "endnotes").children()) {
            if (const char* id = attributeNamed(node, "id")) notes.emplace(id, node);
        }
        // A note may refer to notes itself: only those of the text are listed.
        const std::vector<std::string> wanted = ids;
        for (size_t i = 0; i < wanted.size(); ++i) {
            const auto note = notes.find(wanted[i]);
            if (note == notes.end()) continue;
            const size_t begin = document_.text.size();
            document_.text += (foot ? "[" : "[e") + std::to_string(i + 1) + "] ";
            const size_t label = document_.text.size();
            readBlocks(note->second, 1);
            if (document_.text.size() == label) document_.text.resize(begin);
            if (over()) break;
        }
        return {};
    }

    // Pages as Word drew them; a document that says nothing of pages is cut like a text.
    void makePages() {
        if (pageStarts_.size() < 2) {
            cutByLength(document_);
            return;
        }
        const auto size = static_cast<int64_t>(document_.text.size());
        for (size_t i = 0; i < pageStarts_.size(); ++i) {
            Page page;
            page.number = static_cast<int32_t>(i) + 1;
            page.text.begin = std::min(pageStarts_[i], size);
            page.text.end = i + 1 < pageStarts_.size() ? std::min(pageStarts_[i + 1], size) : size;
            if (page.text.size() > 0) document_.pages.push_back(std::move(page));
        }
    }

    Document& document_;
    const ImportLimits& limits_;
    std::stop_token stop_;
    DocxArchive* archive_ = nullptr;
    std::map<std::string, Style> styles_;
    DocxNumbering numbering_;
    std::vector<std::string> footnotes_, endnotes_;
    std::vector<int64_t> pageStarts_;
    bool full_ = false;
};

}  // namespace

Status importDocx(Document& document, std::string_view bytes, const ImportLimits& limits,
                  std::stop_token stop) {
    return DocxReader(document, limits, std::move(stop)).read(bytes);
}

}  // namespace engine
