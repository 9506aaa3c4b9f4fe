// One call of another server, without waiting: bytes out, a reply in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "net/http_reply_reader.h"

namespace islet {

/// Where another server answers: `http://HOST[:PORT]/v1#MODEL` by the OpenAI interface,
/// `kserve+http://HOST[:PORT]#MODEL` by the Open Inference Protocol.
struct UpstreamAddress {
  bool is_kserve = false;
  std::string host;
  std::string port = "80";
  std::string path;   ///< before the names of calls: "/v1"; empty for the inference protocol
  std::string model;  ///< as that server calls it
  std::string key;    ///< plain characters; empty: none is sent
};
Result<UpstreamAddress> read_upstream(std::string_view address);

/// A request in bytes. `more`: whole lines of further headers.
std::string upstream_request(const UpstreamAddress& address, std::string_view method,
                             const std::string& path, const std::string& body,
                             const std::string& more = "");

class UpstreamCall {
 public:
  /// Begins at once; what cannot be reached shows as `is_over` and `fault`.
  UpstreamCall(const UpstreamAddress& address, std::string request);
  ~UpstreamCall();
  UpstreamCall(const UpstreamCall&) = delete;
  UpstreamCall& operator=(const UpstreamCall&) = delete;

  /// Sends and receives what can be without waiting; bytes of the body go to `body`.
  void look(std::string& body);
  bool is_over() const { return is_over_; }
  const std::string& fault() const { return fault_; }
  const HttpReplyReader& reply() const { return reader_; }
  /// The connection was not to be had, or ended before the reply did: nothing is said against what
  /// was asked.
  bool was_cut() const { return was_cut_; }
  /// Bytes that came so far, heads included.
  std::uint64_t received() const { return received_; }
  int descriptor() const { return socket_; }
  bool wants_write() const { return !unsent_.empty(); }

 private:
  void fail(const std::string& why, bool is_cut = true);

  int socket_ = -1;
  std::string unsent_;
  HttpReplyReader reader_;
  std::string fault_;
  std::uint64_t received_ = 0;
  bool was_cut_ = false;
  bool is_over_ = false;
};

/// Waits until one of them can go on, or for so many milliseconds.
void wait_for_calls(const std::vector<const UpstreamCall*>& calls, int milliseconds);

}  // namespace islet
