// The worker program for networks on OpenCV's engine.
#include "engines/opencv_model.h"

int main() { return islet::run_worker(islet::worker_socket, islet::load_opencv_model); }
