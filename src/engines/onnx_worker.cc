// The worker program of ONNX Runtime.
#include "engines/onnx_model.h"

int main() { return islet::run_worker(islet::worker_socket, islet::load_onnx_model); }
