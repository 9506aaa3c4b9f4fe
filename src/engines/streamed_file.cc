#include "engines/streamed_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace islet {
namespace {

Error cannot_write(const std::string& path, const std::string& why) {
  return {Place{path}, "cannot write `" + path + "`: " + why,
          "Free some space, or write to another place.", "D9", ""};
}

std::string reason(int number) {
  std::array<char, 256> buffer{};
  return ::strerror_r(number, buffer.data(), buffer.size());
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Result<StreamedFile> StreamedFile::open(const std::string& path, std::uint64_t bytes) {
  if (path.empty() || path.find('\0') != std::string::npos) {
    return cannot_write(path, reason(EINVAL));
  }
  struct statvfs room {};
  if (::statvfs(folder_of(path).c_str(), &room) != 0) return cannot_write(path, reason(errno));
  if (std::uint64_t{room.f_bavail} * room.f_frsize < bytes) {
    return cannot_write(
        path, "it takes " + std::to_string(bytes / 1'000'000) + " MB, " +
                  std::to_string(std::uint64_t{room.f_bavail} * room.f_frsize / 1'000'000) +
                  " MB are free");
  }
  std::string beside = path + ".XXXXXX";
  const int descriptor = ::mkostemp(beside.data(), O_CLOEXEC);
  if (descriptor < 0) return cannot_write(path, reason(errno));
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(descriptor, 0666U & ~mask);
  return StreamedFile(path, beside, descriptor);
}

StreamedFile::StreamedFile(std::string path, std::string beside, int descriptor)
    : path_(std::move(path)), beside_(std::move(beside)), descriptor_(descriptor) {}

StreamedFile::StreamedFile(StreamedFile&& other) noexcept
    : path_(std::move(other.path_)),
      beside_(std::move(other.beside_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {
  other.beside_.clear();
}

StreamedFile::~StreamedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!beside_.empty()) ::unlink(beside_.c_str());
}

Error StreamedFile::error(int number) const { return cannot_write(path_, reason(number)); }

std::optional<Error> StreamedFile::append(std::string_view piece) {
  while (!piece.empty()) {
    const ssize_t written = ::write(descriptor_, piece.data(), piece.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return error(errno);
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
  return std::nullopt;
}

std::optional<Error> StreamedFile::commit() {
  if (::fsync(descriptor_) != 0) return error(errno);
  if (::rename(beside_.c_str(), path_.c_str()) != 0) return error(errno);
  beside_.clear();
  return std::nullopt;
}

}  // namespace islet
