// The style sheet of the report: light, dark and print. Internal to report_page.
#pragma once

namespace islet {

extern const char* const report_style;

}  // namespace islet
