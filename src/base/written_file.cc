#include "base/written_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace islet {
namespace {

/// A file descriptor that is closed when it leaves scope.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  int descriptor() const { return descriptor_; }

  /// Closes now; false when the kernel reports a late write error.
  bool close_now() {
    const int descriptor = descriptor_;
    descriptor_ = -1;
    return ::close(descriptor) == 0;
  }

 private:
  int descriptor_;
};

std::string reason(int number) {
  std::array<char, 256> buffer{};
  // The GNU form returns the text, which need not stand in the buffer.
  return ::strerror_r(number, buffer.data(), buffer.size());
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Error write_error(const std::string& path, int number) {
  const char* hint = number == ENOSPC || number == EDQUOT || number == EFBIG
                         ? "Free some space, or write to another disk; the old file is unchanged."
                         : "Check the folder and its rights; the old file is unchanged.";
  return {Place{path}, "cannot write `" + path + "`: " + reason(number), hint, "D9", ""};
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Rights of the file at `path`, so that a rewrite keeps them; those of a new file otherwise.
mode_t rights_for(const std::string& path) {
  struct stat state {};
  if (::stat(path.c_str(), &state) == 0) return state.st_mode & 07777U;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

/// Makes the rename itself survive a power cut. Some file systems cannot sync a folder (EINVAL).
bool sync_folder(const std::string& path) {
  OpenFile folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.descriptor() < 0) return errno == EACCES;
  return ::fsync(folder.descriptor()) == 0 || errno == EINVAL;
}

}  // namespace

std::optional<Error> write_file(const std::string& path, std::string_view content) {
  if (path.empty() || path.find('\0') != std::string::npos) return write_error(path, EINVAL);
  std::string beside = path + ".XXXXXX";
  OpenFile file(::mkostemp(beside.data(), O_CLOEXEC));
  if (file.descriptor() < 0) return write_error(path, errno);
  const bool whole = write_all(file.descriptor(), content) &&
                     ::fchmod(file.descriptor(), rights_for(path)) == 0 &&
                     ::fsync(file.descriptor()) == 0 && file.close_now() &&
                     ::rename(beside.c_str(), path.c_str()) == 0;
  if (!whole) {
    const int number = errno;
    ::unlink(beside.c_str());
    return write_error(path, number);
  }
  if (!sync_folder(path)) return write_error(path, errno);
  return std::nullopt;
}

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  const auto unreadable = [&](const std::string& why) {
    return Error{Place{path}, "cannot read `" + path + "`: " + why,
                 "Check the name and the rights of the file.", "D1", ""};
  };
  if (path.find('\0') != std::string::npos) return unreadable(reason(ENOENT));
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor() < 0) return unreadable(reason(errno));
  struct stat state {};
  if (::fstat(file.descriptor(), &state) != 0) return unreadable(reason(errno));
  if (S_ISDIR(state.st_mode)) return unreadable("it is a folder");
  const Error too_large{Place{path},
                        "`" + path + "` is larger than " + std::to_string(max_bytes) + " bytes",
                        "Check that this is the file you mean.", "D8", ""};
  if (S_ISREG(state.st_mode) && static_cast<std::size_t>(state.st_size) > max_bytes) {
    return too_large;
  }
  std::string content;
  std::array<char, 65536> block{};
  while (true) {
    const ssize_t count = ::read(file.descriptor(), block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(reason(errno));
    if (count == 0) return content;
    content.append(block.data(), static_cast<std::size_t>(count));
    if (content.size() > max_bytes) return too_large;
  }
}

}  // namespace islet
