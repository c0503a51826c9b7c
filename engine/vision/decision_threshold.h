// Draws the line between good and not good from scores of good pictures that were held back, group by group.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/vision/anomaly_detector.h"
#include "engine/vision/value_bytes.h"

namespace engine {

// Where the line is and what it promises. All scores are raw and held out.
struct DecisionLine {
    double medianGood = 0;
    double threshold = 1;   // of a picture: its highest place
    double regionLine = 1;  // of a place: regions over the threshold reach out to here
    double falseAlarmsFrom = 0, falseAlarmsTo = 1;  // 90 % interval of the rate to expect on new parts
    bool promised =
        false;  // false: too few groups for the rate that was wanted; the interval says what is known

    double scaled(double raw) const;  // 0 for the median good picture, 1 on the line
    void moveTo(double raw);          // by hand; the line of regions moves along

    void write(ByteWriter& bytes) const;
    // Errors   none: what cannot be is marked in the reader.
    static DecisionLine read(ByteReader& bytes);
};

// heldOut are the cells of every good picture. trusted: they were really held back.
DecisionLine drawLine(std::span<const CellScores> heldOut, std::span<const int32_t> groups,
                      double falseAlarmRate, bool trusted);

// Where the rate lies with 90 % certainty, when `alarms` of `groups` independent parts raised one (Jeffreys).
struct RateInterval {
    double from = 0, to = 1;
};
RateInterval rateInterval(double alarms, double groups);

}  // namespace engine
