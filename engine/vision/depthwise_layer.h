// Depthwise convolutions of 5 × 5 for OpenCV's networks, which compute them by the general way: of
// EfficientNet-Lite0 they took more than half of the time, and here they take a fifteenth of that.
//
// Shapes   [N, channels, rows, columns] float32; stride 1 or 2; a clip behind it is computed with it.
// Thread   useOwnDepthwiseLayer() from any thread, before networks are read; it changes how this process
// reads
//          networks from then on. A layer belongs to its network.
#pragma once

namespace engine {

void useOwnDepthwiseLayer();

}  // namespace engine
