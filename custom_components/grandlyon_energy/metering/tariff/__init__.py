"""What energy and water cost: dated prices over hours and days. Pure functions of series, readings and tariffs.

A tariff holds from its day on until the next one of its meter begins. Prices are what a resident pays, taxes included.
Everything is a whole number: an hour's mWh times µ€ per kWh is its cost in 1e-12 €, and so is a day's mL times µ€ per
m³. So parts always add up to the whole, and nothing is rounded before the recorder's door.
"""
