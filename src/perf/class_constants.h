// Efficiencies and overheads of each class of device: every constant of the time models, with its
// origin. One table; calibration replaces rows of it.
#pragma once

#include <optional>
#include <string_view>

#include "catalog/accelerator.h"

namespace islet {

/// Shares are of dense peak rate or of memory bandwidth. Times in seconds.
struct ClassConstants {
  double matrix;            ///< large matrix products of a transformer
  double quantised_matrix;  ///< further factor when 4-bit weights are unpacked on the way
  double stream;            ///< reading weights in decoding
  double quantised_stream;  ///< the same for reading them
  double cache_stream;      ///< reading the cache in decoding
  double step_host;         ///< host time of one step that nothing hides, s
  double step_sequence;     ///< more of it for each sequence, s
  double input_compute;     ///< vision and other models, large batch
  double input_traffic;     ///< share of a net's activations that leaves the chip's own store
  double input_batch_host;  ///< launch and synchronisation of one batch, s
  double input_each;        ///< copies and small layers of one input that do not batch away, s
  double step_tokens;       ///< prompt tokens an engine takes in one step; sizes its work space
};

/// The row of a class.
ClassConstants constants_of(DeviceClass device_class);

/// Share of its dense peak that a device reaches on nets in large batches: its class's
/// `input_compute`, and 0.6 on NVIDIA's chips of before matrix units, which are sooner filled.
///
/// Source      NVIDIA, "Jetson Nano: deep learning inference benchmarks", 2019: ResNet-50 36,
///             Inception V4 11, VGG-19 10 frames/s are 0.63, 0.57 and 0.83 of 472 GFLOP/s; grade C
double input_share(const Accelerator& device);

/// What the software that runs a model adds on the host, before calibration. Seconds.
struct EngineConstants {
  double step_host;      ///< of one step of a language model
  double step_sequence;  ///< more of it for each sequence in decoding
  double layer_launch;   ///< start of one layer's kernels, dense model
  double batch_host;     ///< of one batch of inputs
  bool compiles;         ///< layers are fused, and what passes between them stays near
};

/// The row of an engine family (`engine_family` of accuracy/row_join.h); none where the name is
/// empty: the class constants then stand for an engine in general.
std::optional<EngineConstants> engine_constants(std::string_view engine);

/// Knee between compute and memory time: t = (c^q + m^q)^(1/q) with q = 1.5.
/// Source      fit at 1 and 4,096 tokens, checked on 26 token counts x 24 sets of A100, H100 and
///             A40 linear-layer timings published with Vidur (MIT): mean error 5.7 % with q = 1.5,
///             6.6 % with q = 2, 10.3 % with max(); Islet, 2026-11
double soft_knee(double compute, double memory);

/// Prefill attention reaches 0.2 (short) to 0.8 (long) of peak; same data, 2026-11.
inline constexpr double attention_efficiency = 0.4;

/// Sequences of unequal length slow decode attention 1.0 to 1.5 times at the median; 1.0 and 1.3
/// gave the best replay of two recorded vLLM 0.19 runs (RTX 4090, RTX PRO 6000), 2026-11.
inline constexpr double length_skew = 1.15;

/// Share of the datasheet's bandwidth that no stream exceeds: 0.90-0.93 on A100 and H100 in
/// BabelStream's published runs (2020-2024), less on GDDR boards.
inline constexpr double stream_most = 0.93;

/// Loss of streaming efficiency for each further device that shares a layer: 0.75-0.78 at one and
/// 0.45-0.69 at eight A100 gives 1 / (1 + 0.045 * 7); Vidur linear-layer timings, 2026-11.
inline constexpr double slice_loss = 0.045;

/// Start of one all-reduce and latency of each of its hops, s. GenZ (arXiv 2406.01698).
inline constexpr double collective_start = 5e-6;
inline constexpr double collective_hop = 1.9e-6;
/// Start over PCIe, where the host's bridge lies between; middle of the measured floor of 9-60 us.
inline constexpr double collective_start_pcie = 15e-6;
/// Share of a link's one-way rate that large all-reduces get: A100 150-165 of 300 GB/s, H100
/// 268-329 of 450 GB/s; over PCIe 24 of 32 and 48 of 64 GB/s. Vidur all-reduce timings, 2026-11.
inline constexpr double collective_link = 0.6;
inline constexpr double collective_pcie = 0.75;

/// Small matrices of experts reach a third of the rate of a dense layer's. First-token times of
/// GPT-OSS-120B against Llama-3.1-70B on H100 (InferenceMAX, 2026), before calibration.
inline constexpr double expert_compute_loss = 3.0;
/// Routing and grouped kernels: a layer with experts takes so much longer to start.
inline constexpr double expert_launch_factor = 1.3;
/// Classes other than data-centre and workstation GPUs start kernels from slower cores.
inline constexpr double slow_launch_factor = 2.0;

/// Prompt tokens below which one more pipeline chunk no longer pays. Assumption, 2026-11.
inline constexpr double pipeline_chunk_tokens = 512;

/// Activations that a vision net writes and reads, values = 400 * sqrt(work in FLOP).
/// Counted by hand without fusion: ResNet-50 22 million (found 36), MobileNetV2 13 (10), YOLO11n
/// 100 (32), YOLO11x 600 (177); compilers fuse away half or more. Grade D, 2026-11.
inline constexpr double activation_values = 400;

/// What a framework that runs layer by layer moves for each value that a layer reads or writes:
/// scaling and clipping are passes of their own, through memory. 3.1 on RTX 4090 with PyTorch (ten
/// nets of timm's table, batches of 512, fitted 2026-11-23).
inline constexpr double eager_traffic = 3.0;

/// Start of one layer of a net in a batch, seconds: a kernel that waits for the one before it. 5 us
/// on GPUs where layers are fused (YOLO11 n to x in batches of one on T4), six times that where
/// each is several calls of a framework, twice both off data-centre and workstation cards; 0 where
/// the net is one program (NPUs) or a call (processors). Grade D before calibration, 2026-11-23.
double layer_start(DeviceClass device_class, bool is_eager);

/// Weights that a chip without memory keeps on the chip: 1 MB for each dense INT8 TOPS, at least
/// 8 MB (Edge TPU: 4 TOPS and 8 MB; Hailo-8: 26 TOPS, ResNet-50 with 25.5 MB runs from the chip).
/// The rest comes over the host link for every batch. Grade D, 2026-11.
inline constexpr double on_chip_bytes_per_tops = 1e6;
inline constexpr double on_chip_bytes_min = 8e6;

/// Inputs whose arithmetic stands idle while a batch begins and ends.
///
///     inputs = (peak / 300 TFLOP/s)^0.7 * (20 GFLOP / work)^0.3
///
/// and four times that on data-centre NPUs.
///
/// Valid for   nets of 1 GFLOP and more; a wide chip needs more inputs, a large net fewer
/// Leaves out  the shape of the layers
/// Source      batches of one beside large ones in MLPerf's resnet50, retinanet and BERT rows on
///             A2, T4, L4, A100, H100 and Orin; exponents are round, grade D before calibration
double occupancy_inputs(const Accelerator& device, double work_flop);

/// What one sample of a recommender costs beside its layers, as a share of a picture's
/// `input_each`: a few hundred numbers instead of a hundred thousand. Grade D, 2026-11.
inline constexpr double recommender_each = 0.03;

/// Tokens of text in 30 s of speech: 150 spoken words a minute, 4/3 tokens a word. Assumption,
/// grade D, 2026-11.
inline constexpr double tokens_per_audio_window = 100;
/// Frames that a speech encoder makes of 30 s (Whisper: 3,000 mel frames, stride 2).
inline constexpr double frames_per_audio_window = 1500;

}  // namespace islet
