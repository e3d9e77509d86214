"""From a home's hours and days to what they cost: asks `metering.tariff` again for the days that a change may touch."""
