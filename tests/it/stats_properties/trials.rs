//! Two readings of each person: limits of agreement, concordance, kappa, gross errors.
