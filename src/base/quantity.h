// Quantities with units checked at compile time. `350 * watt` makes one, `draw / kilowatt` reads
// one.
#pragma once

#include <compare>

namespace islet {

/// Exponent of each base unit. Power is {.joule = 1, .second = -1}.
///
/// Mass (gram) stands on its own: no formula here turns mass into energy by motion, and a
/// separate base unit catches a mass used as an energy. Money is US dollars of the price's year.
struct Dimension {
  int joule = 0, second = 0, metre = 0, gram = 0, kelvin = 0, coulomb = 0;
  int byte = 0, flop = 0, token = 0, money = 0;

  friend constexpr bool operator==(const Dimension&, const Dimension&) = default;

  friend constexpr Dimension operator+(Dimension a, Dimension b) {
    return {a.joule + b.joule,   a.second + b.second,   a.metre + b.metre, a.gram + b.gram,
            a.kelvin + b.kelvin, a.coulomb + b.coulomb, a.byte + b.byte,   a.flop + b.flop,
            a.token + b.token,   a.money + b.money};
  }
  friend constexpr Dimension operator-(Dimension a) {
    return {-a.joule,   -a.second, -a.metre, -a.gram,  -a.kelvin,
            -a.coulomb, -a.byte,   -a.flop,  -a.token, -a.money};
  }
  friend constexpr Dimension operator-(Dimension a, Dimension b) { return a + -b; }
};

/// A number with a dimension, held in base units (J, s, m, g, K, C, byte, flop, token, USD).
template <Dimension D>
class Quantity {
 public:
  static constexpr Dimension dimension = D;

  constexpr Quantity() = default;
  constexpr explicit Quantity(double in_base_units) : base_(in_base_units) {}

  constexpr double in_base_units() const { return base_; }

  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  // Written out because compilers make slow code of a floating `<=>` that is asked for less.
  friend constexpr bool operator==(Quantity a, Quantity b) { return a.base_ == b.base_; }
  friend constexpr bool operator<(Quantity a, Quantity b) { return a.base_ < b.base_; }
  friend constexpr bool operator>(Quantity a, Quantity b) { return a.base_ > b.base_; }
  friend constexpr bool operator<=(Quantity a, Quantity b) { return a.base_ <= b.base_; }
  friend constexpr bool operator>=(Quantity a, Quantity b) { return a.base_ >= b.base_; }

  constexpr Quantity operator-() const { return Quantity(-base_); }
  constexpr Quantity& operator+=(Quantity other) { return base_ += other.base_, *this; }
  constexpr Quantity& operator-=(Quantity other) { return base_ -= other.base_, *this; }
  constexpr Quantity& operator*=(double factor) { return base_ *= factor, *this; }
  constexpr Quantity& operator/=(double divisor) { return base_ /= divisor, *this; }

  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    return Quantity(a.base_ + b.base_);
  }
  friend constexpr Quantity operator-(Quantity a, Quantity b) {
    return Quantity(a.base_ - b.base_);
  }
  friend constexpr Quantity operator*(double a, Quantity b) { return Quantity(a * b.base_); }
  friend constexpr Quantity operator*(Quantity a, double b) { return Quantity(a.base_ * b); }
  friend constexpr Quantity operator/(Quantity a, double b) { return Quantity(a.base_ / b); }

 private:
  double base_ = 0.0;
};

/// A product or quotient without dimension is a plain double.
template <Dimension D>
constexpr auto quantity_or_number(double in_base_units) {
  if constexpr (D == Dimension{}) {
    return in_base_units;
  } else {
    return Quantity<D>(in_base_units);
  }
}

template <Dimension A, Dimension B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
  return quantity_or_number<A + B>(a.in_base_units() * b.in_base_units());
}

template <Dimension A, Dimension B>
constexpr auto operator/(Quantity<A> a, Quantity<B> b) {
  return quantity_or_number<A - B>(a.in_base_units() / b.in_base_units());
}

template <Dimension D>
constexpr auto operator/(double a, Quantity<D> b) {
  return quantity_or_number<-D>(a / b.in_base_units());
}

using Energy = Quantity<Dimension{.joule = 1}>;
using Duration = Quantity<Dimension{.second = 1}>;
using Frequency = Quantity<Dimension{.second = -1}>;
using Power = Quantity<Dimension{.joule = 1, .second = -1}>;
using Length = Quantity<Dimension{.metre = 1}>;
using Area = Quantity<Dimension{.metre = 2}>;
using Volume = Quantity<Dimension{.metre = 3}>;
using Speed = Quantity<Dimension{.second = -1, .metre = 1}>;
using Irradiance = Quantity<Dimension{.joule = 1, .second = -1, .metre = -2}>;
using Mass = Quantity<Dimension{.gram = 1}>;
using TemperatureDifference = Quantity<Dimension{.kelvin = 1}>;
using Voltage = Quantity<Dimension{.joule = 1, .coulomb = -1}>;
using Current = Quantity<Dimension{.second = -1, .coulomb = 1}>;
using Bytes = Quantity<Dimension{.byte = 1}>;
using Bandwidth = Quantity<Dimension{.second = -1, .byte = 1}>;
using Flops = Quantity<Dimension{.flop = 1}>;
using ComputeRate = Quantity<Dimension{.second = -1, .flop = 1}>;
using Tokens = Quantity<Dimension{.token = 1}>;
using TokenRate = Quantity<Dimension{.second = -1, .token = 1}>;
using EnergyPerToken = Quantity<Dimension{.joule = 1, .token = -1}>;
using BytesPerToken = Quantity<Dimension{.byte = 1, .token = -1}>;
using Money = Quantity<Dimension{.money = 1}>;
using MoneyRate = Quantity<Dimension{.second = -1, .money = 1}>;
using EnergyPrice = Quantity<Dimension{.joule = -1, .money = 1}>;
using PowerPrice = Quantity<Dimension{.joule = -1, .second = 1, .money = 1}>;
using VolumePrice = Quantity<Dimension{.metre = -3, .money = 1}>;
using BytePrice = Quantity<Dimension{.byte = -1, .money = 1}>;
using MassPrice = Quantity<Dimension{.gram = -1, .money = 1}>;

inline constexpr Energy joule{1.0};
inline constexpr Duration second{1.0}, millisecond{1e-3}, microsecond{1e-6}, nanosecond{1e-9};
inline constexpr Duration minute{60.0}, hour{3600.0}, day{86400.0}, week{604800.0};
/// 365 days: the length of every weather year here. A month of billing is a twelfth of it.
inline constexpr Duration year{365.0 * 86400.0}, month{365.0 * 86400.0 / 12.0};
inline constexpr Frequency hertz{1.0};
inline constexpr Power watt{1.0}, milliwatt{1e-3}, kilowatt{1e3}, megawatt{1e6};
inline constexpr Energy watt_hour = watt * hour, kilowatt_hour = kilowatt * hour;
inline constexpr Energy megawatt_hour = megawatt * hour;
inline constexpr Length metre{1.0}, kilometre{1e3};
inline constexpr Area square_metre{1.0};
inline constexpr Volume cubic_metre{1.0}, litre{1e-3};
inline constexpr Speed metre_per_second{1.0};
inline constexpr Irradiance watt_per_square_metre{1.0};
inline constexpr Mass gram{1.0}, kilogram{1e3};
inline constexpr TemperatureDifference kelvin{1.0};
inline constexpr Voltage volt{1.0};
inline constexpr Current ampere{1.0};
/// Decimal multiples follow SI, binary ones IEC 80000-13.
inline constexpr Bytes byte{1.0}, kilobyte{1e3}, megabyte{1e6}, gigabyte{1e9}, terabyte{1e12};
inline constexpr Bytes kibibyte{1024.0}, mebibyte{1048576.0}, gibibyte{1073741824.0};
inline constexpr Bandwidth gigabyte_per_second{1e9}, megabit_per_second{1e6 / 8.0};
inline constexpr Flops flop{1.0}, gigaflop{1e9}, teraflop{1e12};
inline constexpr ComputeRate teraflop_per_second{1e12};
inline constexpr Tokens token{1.0};
inline constexpr Money dollar{1.0};

/// An absolute temperature. Differences of two are a quantity in kelvin.
class Temperature {
 public:
  constexpr Temperature() = default;

  constexpr double in_celsius() const { return celsius_; }
  constexpr double in_kelvin() const { return celsius_ + 273.15; }

  friend constexpr auto operator<=>(Temperature, Temperature) = default;
  friend constexpr bool operator==(Temperature a, Temperature b) = default;
  friend constexpr bool operator<(Temperature a, Temperature b) { return a.celsius_ < b.celsius_; }
  friend constexpr bool operator>(Temperature a, Temperature b) { return a.celsius_ > b.celsius_; }
  friend constexpr bool operator<=(Temperature a, Temperature b) {
    return a.celsius_ <= b.celsius_;
  }
  friend constexpr bool operator>=(Temperature a, Temperature b) {
    return a.celsius_ >= b.celsius_;
  }
  friend constexpr TemperatureDifference operator-(Temperature a, Temperature b) {
    return TemperatureDifference(a.celsius_ - b.celsius_);
  }
  friend constexpr Temperature operator+(Temperature a, TemperatureDifference b) {
    return Temperature(a.celsius_ + b.in_base_units());
  }
  friend constexpr Temperature operator-(Temperature a, TemperatureDifference b) {
    return Temperature(a.celsius_ - b.in_base_units());
  }
  friend constexpr Temperature celsius(double degrees);

 private:
  constexpr explicit Temperature(double degrees_celsius) : celsius_(degrees_celsius) {}
  double celsius_ = 0.0;
};

/// The temperature of `degrees` on the Celsius scale.
constexpr Temperature celsius(double degrees) { return Temperature(degrees); }

}  // namespace islet
