// Goal: units are checked by the compiler and the arithmetic is the field's.
#include "base/quantity.h"

#include <type_traits>

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(Quantity, MakesAndReadsInUnits) {
  EXPECT_DOUBLE_EQ(350 * watt / kilowatt, 0.35);
  EXPECT_DOUBLE_EQ(350 * watt * (2 * hour) / watt_hour, 700.0);
  EXPECT_DOUBLE_EQ(1 * kilowatt_hour / joule, 3.6e6);
  EXPECT_DOUBLE_EQ((1.9 * dollar / litre) * (10 * litre) / dollar, 19.0);
}

TEST(Quantity, ProductsCarryTheirDimension) {
  static_assert(std::is_same_v<decltype(watt * second), Energy>);
  static_assert(std::is_same_v<decltype(watt / square_metre), Irradiance>);
  static_assert(std::is_same_v<decltype(gigabyte / second), Bandwidth>);
  static_assert(std::is_same_v<decltype(watt / watt), double>);
  static_assert(std::is_same_v<decltype(1.0 / second), Frequency>);
}

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};

TEST(Quantity, RefusesToAddUnlikeDimensions) {
  static_assert(Addable<Power, Power>);
  static_assert(!Addable<Power, Energy>);
  static_assert(!Addable<Power, double>);
  static_assert(!std::is_convertible_v<double, Power>);
}

TEST(Quantity, BinaryAndDecimalBytesDiffer) {
  EXPECT_DOUBLE_EQ(1 * gibibyte / gigabyte, 1.073741824);
  EXPECT_DOUBLE_EQ(8 * megabit_per_second / (megabyte / second), 1.0);
}

TEST(Temperature, DifferencesAreQuantities) {
  EXPECT_DOUBLE_EQ((celsius(47) - celsius(-1)) / kelvin, 48.0);
  EXPECT_DOUBLE_EQ((celsius(20) + 5 * kelvin).in_celsius(), 25.0);
  EXPECT_DOUBLE_EQ(celsius(0).in_kelvin(), 273.15);
}

}  // namespace
}  // namespace islet
