// A disk under SQLite that fails on demand and remembers what a power cut would leave.
//
// It wraps the system's VFS and is the default one from construction to destruction. Every call that reads, writes,
// syncs, cuts, removes or maps counts; the nth can be made to fail, once or from then on. Beside that it keeps a log
// of what was written, cut, synced and removed, from which imageAt() makes the files as they may stand after the power
// went at any place of the log: synced bytes are there, each later write is there, missing or torn at a sector.
//
// Thread   one; the tests that use it have no other.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace tests {

class FaultyDisk {
public:
    struct Fault {
        int at = 0;  // which call fails, from 1; 0: none
        int code = SQLITE_IOERR;
        bool sticky = false;
    };
    using Image = std::map<std::string, std::string>;  // file name to bytes

    FaultyDisk() {
        current() = this;
        system_ = sqlite3_vfs_find(nullptr);
        vfs_ = *system_;
        vfs_.zName = "faulty";
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + system_->szOsFile;
        vfs_.xOpen = open;
        vfs_.xDelete = remove;
        sqlite3_vfs_register(&vfs_, 1);
    }
    ~FaultyDisk() {
        sqlite3_vfs_unregister(&vfs_);
        sqlite3_vfs_register(system_, 1);
        current() = nullptr;
    }
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;

    void failWith(const Fault& fault) {
        fault_ = fault;
        calls_ = 0;
        met_ = false;
    }
    bool met() const { return met_; }  // the fault was reached
    size_t logSize() const { return log_.size(); }

    // The files after a power cut behind the first `events` entries of the log; `before` is how they stood at its start.
    Image imageAt(size_t events, Image before, std::mt19937& random) const {
        std::map<std::string, std::vector<const Event*>> unsynced;
        for (size_t i = 0; i < events; ++i) {
            const Event& event = log_[i];
            auto& waiting = unsynced[event.file];
            switch (event.kind) {
                case Kind::kWrite:
                case Kind::kCut: waiting.push_back(&event); break;
                case Kind::kSync:
                    for (const Event* done : waiting) apply(*done, before[event.file], done->bytes.size());
                    waiting.clear();
                    before[event.file];
                    break;
                case Kind::kRemove:
                    waiting.clear();
                    before.erase(event.file);
                    break;
            }
        }
        for (const auto& [file, waiting] : unsynced) {
            for (const Event* event : waiting) {
                const auto chance = random() % 4;
                if (chance == 0) continue;
                size_t size = event->bytes.size();
                if (chance == 1) size = std::min<size_t>(size, random() % (size / 512 + 1) * 512);
                apply(*event, before[file], size);
            }
        }
        return before;
    }

private:
    enum class Kind { kWrite, kCut, kSync, kRemove };
    struct Event {
        Kind kind = Kind::kWrite;
        std::string file;
        int64_t offset = 0;  // of a write, or the new size
        std::string bytes;
    };
    struct File {
        sqlite3_file base;
        const char* name;  // null: a temporary file, of no interest after a power cut
        sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };

    static FaultyDisk*& current() {
        static FaultyDisk* disk = nullptr;
        return disk;
    }
    static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }

    static void apply(const Event& event, std::string& content, size_t size) {
        if (event.kind == Kind::kCut) {
            content.resize(static_cast<size_t>(event.offset));
            return;
        }
        const auto from = static_cast<size_t>(event.offset);
        if (content.size() < from + size) content.resize(from + size);
        content.replace(from, size, event.bytes, 0, size);
    }

    // SQLITE_OK, or the error that this call is to answer.
    int count(int detail) {
        ++calls_;
        const bool due = fault_.at > 0 && (calls_ == fault_.at || (fault_.sticky && calls_ > fault_.at));
        if (!due) return SQLITE_OK;
        met_ = true;
        return fault_.code == SQLITE_IOERR ? SQLITE_IOERR | (detail << 8) : fault_.code;
    }

    void note(sqlite3_file* file, Kind kind, int64_t offset = 0, std::string bytes = {}) {
        const char* name = reinterpret_cast<File*>(file)->name;
        if (name == nullptr) return;
        log_.push_back({kind, std::filesystem::path(name).filename().string(), offset, std::move(bytes)});
    }

    static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags) {
        file->pMethods = nullptr;
        if (const int problem = current()->count(14 /* CANTOPEN goes by itself */); problem != SQLITE_OK) {
            return current()->fault_.code == SQLITE_IOERR ? SQLITE_CANTOPEN : problem;
        }
        auto* ours = reinterpret_cast<File*>(file);
        ours->name = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0 ? nullptr : name;
        const int answer = current()->system_->xOpen(current()->system_, name, ours->real(), flags, outFlags);
        if (ours->real()->pMethods != nullptr) file->pMethods = methods();
        return answer;
    }

    static int remove(sqlite3_vfs*, const char* name, int syncFolder) {
        if (const int problem = current()->count(10); problem != SQLITE_OK) return problem;
        const int answer = current()->system_->xDelete(current()->system_, name, syncFolder);
        if (answer == SQLITE_OK) {
            current()->log_.push_back({Kind::kRemove, std::filesystem::path(name).filename().string(), 0, {}});
        }
        return answer;
    }

    static const sqlite3_io_methods* methods() {
        static const sqlite3_io_methods table = [] {
            sqlite3_io_methods m{};
            m.iVersion = 2;  // with shared memory, without memory mapping
            m.xClose = [](sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); };
            m.xRead = [](sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
                if (const int problem = current()->count(1); problem != SQLITE_OK) {
                    return current()->fault_.code == SQLITE_FULL ? real(file)->pMethods->xRead(real(file), to, size, offset)
                                                                 : problem;
                }
                return real(file)->pMethods->xRead(real(file), to, size, offset);
            };
            m.xWrite = [](sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
                if (const int problem = current()->count(3); problem != SQLITE_OK) return problem;
                current()->note(file, Kind::kWrite, offset,
                                std::string(static_cast<const char*>(from), static_cast<size_t>(size)));
                return real(file)->pMethods->xWrite(real(file), from, size, offset);
            };
            m.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) {
                if (const int problem = current()->count(6); problem != SQLITE_OK) return problem;
                current()->note(file, Kind::kCut, size);
                return real(file)->pMethods->xTruncate(real(file), size);
            };
            m.xSync = [](sqlite3_file* file, int flags) {
                if (const int problem = current()->count(4); problem != SQLITE_OK) return problem;
                current()->note(file, Kind::kSync);
                return real(file)->pMethods->xSync(real(file), flags);
            };
            m.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) {
                return real(file)->pMethods->xFileSize(real(file), size);
            };
            m.xLock = [](sqlite3_file* file, int kind) { return real(file)->pMethods->xLock(real(file), kind); };
            m.xUnlock = [](sqlite3_file* file, int kind) { return real(file)->pMethods->xUnlock(real(file), kind); };
            m.xCheckReservedLock = [](sqlite3_file* file, int* out) {
                return real(file)->pMethods->xCheckReservedLock(real(file), out);
            };
            m.xFileControl = [](sqlite3_file* file, int what, void* with) {
                return real(file)->pMethods->xFileControl(real(file), what, with);
            };
            m.xSectorSize = [](sqlite3_file*) { return 512; };
            // Promises nothing beyond what a plain disk keeps.
            m.xDeviceCharacteristics = [](sqlite3_file*) { return 0; };
            m.xShmMap = [](sqlite3_file* file, int region, int size, int extend, void volatile** out) {
                if (const int problem = current()->count(21); problem != SQLITE_OK) return problem;
                return real(file)->pMethods->xShmMap(real(file), region, size, extend, out);
            };
            m.xShmLock = [](sqlite3_file* file, int offset, int count, int flags) {
                return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
            };
            m.xShmBarrier = [](sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); };
            m.xShmUnmap = [](sqlite3_file* file, int unlink) {
                return real(file)->pMethods->xShmUnmap(real(file), unlink);
            };
            return m;
        }();
        return &table;
    }

    sqlite3_vfs* system_ = nullptr;
    sqlite3_vfs vfs_{};
    Fault fault_;
    int calls_ = 0;
    bool met_ = false;
    std::vector<Event> log_;
};

}  // namespace tests
