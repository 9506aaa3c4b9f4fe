// The processor of this machine as a record of the catalogue: what the kernel says of it, and how
// fast its memory was read.
#pragma once

#include <string>

#include "base/error.h"
#include "base/quantity.h"

namespace islet {

struct HostFacts {
  std::string vendor;  ///< "Intel"
  std::string model;   ///< "Intel(R) Xeon(R) Processor", as the kernel has it
  std::string flags;   ///< " avx2 avx512f ", a blank at both ends
  int cores = 0;       ///< physical, as far as is shown
  Frequency clock;     ///< the highest that is known
  Bandwidth memory;    ///< reading; measured
};

/// Facts of /proc/cpuinfo; the highest clock is its own where no other is told. Error D5 when it
/// names no processor.
Result<HostFacts> host_facts(const std::string& cpuinfo);

/// Below `root`: "/" on a machine.
Result<HostFacts> read_host_facts(const std::string& root);

/// How fast all cores together read memory: the best of five passes over a block that no cache
/// holds, or an eighth of what is free.
Bandwidth measured_read_bandwidth(int threads);

struct HostRecord {
  std::string id;    ///< "intel_xeon_processor_2_cores"
  std::string name;  ///< "CPU Intel Xeon Processor, 2 cores"
  std::string yaml;  ///< of a file of records
};

/// Peaks by the widest instructions that the flags show. Watts are assumed and say so (grade D).
///
///     rate = cores * clock * operations a cycle;  of FP32, FP16, INT8:
///     64, 1024, 2048 with AMX; 64, 64, 256 with AVX-512 VNNI; 64, 64, 128 with AVX-512;
///     32, 32, 64 with AVX2 (INT8 128 with AVX-VNNI); 16, 32, 64 with NEON of ARMv8.2; 8, 8, 16
///
/// Valid for   two FMA units of 512 or 256 bits a core, as servers and desktops have
/// Leaves out  clocks that fall under wide instructions; cores that differ
/// Source      Intel 64 and IA-32 optimization manual, 2024; Arm Neoverse N1 optimization guide
HostRecord host_record(const HostFacts& facts, const std::string& date);

}  // namespace islet
