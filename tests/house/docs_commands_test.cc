// Goal: the reader of the docs' commands takes what is shown as a command, and only that.
#include "docs_commands.h"

#include <gtest/gtest.h>

namespace islet::house {
namespace {

TEST(DocsCommands, AreReadFromShellBlocksOnly) {
  const SourceFile page = file_from("docs/x.md",
                                    "./islet not in a block\n"
                                    "```sh\n"
                                    "./islet plan a.yaml   # a remark\n"
                                    "sudo reboot\n"
                                    "./islet plan b.yaml \\\n"
                                    "    --seed 1 # exit 4\n"
                                    "./islet serve  # not run\n"
                                    "```\n"
                                    "```text\n"
                                    "./islet shown as output\n"
                                    "```\n");
  const std::vector<DocsCommand> commands = commands_of(page);
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_EQ(commands[0].text, "./islet plan a.yaml   # a remark");
  EXPECT_EQ(commands[0].exit_code, 0);
  EXPECT_EQ(commands[1].text, "./islet plan b.yaml     --seed 1 # exit 4");
  EXPECT_EQ(commands[1].line, 4U);
  EXPECT_EQ(commands[1].exit_code, 4);
}

}  // namespace
}  // namespace islet::house
