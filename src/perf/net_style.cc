#include "perf/net_style.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace islet {
namespace {

struct Word {
  std::string_view part;
  NetStyle style;
};

// The first that stands in the name decides.
constexpr std::array<Word, 36> words = {{
    {"fastvit", NetStyle::convolution},    {"vit", NetStyle::transformer},
    {"deit", NetStyle::transformer},       {"swin", NetStyle::transformer},
    {"segformer", NetStyle::transformer},  {"detr", NetStyle::transformer},
    {"clip", NetStyle::transformer},       {"yolov10", NetStyle::attention},
    {"yolov11", NetStyle::attention},      {"yolo11", NetStyle::attention},
    {"yolo12", NetStyle::attention},       {"yolo26", NetStyle::attention},
    {"efficientdet", NetStyle::attention}, {"mobilenet", NetStyle::depthwise},
    {"efficientnet", NetStyle::depthwise}, {"ssd", NetStyle::depthwise},
    {"mv2", NetStyle::depthwise},          {"fast-depth", NetStyle::depthwise},
    {"squeezenet", NetStyle::depthwise},   {"lightface", NetStyle::depthwise},
    {"yolo", NetStyle::detector},          {"retina", NetStyle::detector},
    {"centernet", NetStyle::detector},     {"nanodet", NetStyle::detector},
    {"scrfd", NetStyle::detector},         {"espcn", NetStyle::full_size},
    {"esrgan", NetStyle::full_size},       {"dncnn", NetStyle::full_size},
    {"unet", NetStyle::full_size},         {"fcn", NetStyle::full_size},
    {"deeplab", NetStyle::full_size},      {"stdc", NetStyle::full_size},
    {"resnet", NetStyle::convolution},     {"regnet", NetStyle::convolution},
    {"vgg", NetStyle::convolution},        {"inception", NetStyle::convolution},
}};

}  // namespace

NetStyle net_style(const Model& model) {
  if (model.shape) {
    return model.shape->experts > 0 ? NetStyle::expert_language : NetStyle::dense_language;
  }
  if (model.kind == ModelKind::language) return NetStyle::encoder;
  std::string name = model.id;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char letter) {
    return letter == '_' ? '-' : static_cast<char>(std::tolower(letter));
  });
  const auto* found = std::find_if(words.begin(), words.end(), [&](const Word& word) {
    return name.find(word.part) != std::string::npos;
  });
  return found == words.end() ? NetStyle::convolution : found->style;
}

std::string_view name_of(NetStyle style) {
  switch (style) {
    case NetStyle::dense_language:
      return "dense_language";
    case NetStyle::expert_language:
      return "expert_language";
    case NetStyle::encoder:
      return "encoder";
    case NetStyle::transformer:
      return "transformer";
    case NetStyle::attention:
      return "attention";
    case NetStyle::depthwise:
      return "depthwise";
    case NetStyle::detector:
      return "detector";
    case NetStyle::full_size:
      return "full_size";
    case NetStyle::convolution:
      break;
  }
  return "convolution";
}

}  // namespace islet
