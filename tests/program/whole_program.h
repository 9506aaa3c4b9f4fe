// Runs the built program and keeps what it printed.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace islet::program {

struct Outcome {
  int code = 0;  ///< exit code; 128 + signal when one ended it
  std::string out;
  std::string err;
};

struct RunOptions {
  std::vector<std::string> environment;           ///< "NO_COLOR=1", added to ours
  std::string folder;                             ///< working folder; empty: ours
  std::size_t file_bytes_max = 0;                 ///< no file may grow beyond; 0: no limit
  std::function<void(int process)> when_started;  ///< called once, 0.2 s after the start
  bool closed_out = false;                        ///< nobody reads stdout
};

Outcome run(const std::vector<std::string>& arguments, const RunOptions& options = {});

/// A new empty folder, gone at the end of the test program.
std::string new_folder();

std::string text_of_file(const std::string& path);
void write_text(const std::string& path, const std::string& text);

}  // namespace islet::program
