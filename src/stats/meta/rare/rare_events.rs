use super::combined::{RareEventsResult, Scale, combined};
use crate::result::{Citation, Level, Note, Quantity};
use crate::stats::documented::documented;
use crate::stats::proportion::Proportion;
use crate::stats::random_intercept::{ConditionalOdds, Events, RatePair, RightAnswers, marginal_share};
use crate::stats::risk::{CONDITIONAL_ODDS_RATIO, EVENT_RATE, Exposure, RATE_RATIO, RISK, TwoByTwo};
use crate::stats::{Explained, StatsError};

documented! {
    /// # Question
    /// How often does a rare event happen over studies, or by what factor more often among the treated, when many studies saw few or none?
    ///
    /// # Assumptions
    /// Counts have their own distribution, so that no study needs a correction for zeros. Log odds, log rates, or log ratios of the studies
    /// are Normal about their middle with SD tau. People, and events over an exposure, are independent.
    ///
    /// # Formula
    /// Shares: x_i binomial with log odds theta + tau u_i. Rates: x_i Poisson with mean exposure exp(theta + tau u_i). Two groups of people:
    /// Fisher's noncentral hypergeometric distribution of the treated's events given both margins, log odds ratio theta + tau u_i (the
    /// conditional model with exact likelihood). Two rates: the treated's events given the events of both, binomial with log odds theta + tau
    /// u_i + ln of the ratio of exposures. u_i standard Normal, integrated by an adaptive trapezoidal rule to rounding; theta and tau by
    /// maximum likelihood, tau = 0 included; standard errors from the observed information of both; intervals on the scale of the model.
    /// Two groups: likelihood ratio of theta = 0, and Wald's z. Mean share E logistic(theta + tau u), mean rate exp(theta + tau^2 / 2).
    /// Beside it, for one common effect: Peto's odds ratio, exp(sum (O - E) / sum V), and Mantel and Haenszel's odds ratio (variance of
    /// Robins, Breslow and Greenland), risk ratio and risk difference (Greenland and Robins), without corrections for zeros.
    ///
    /// # Arguments
    /// Events and people, or events and exposure, of each study, of one group or two; `--level`.
    ///
    /// # Errors
    /// No events at all, or nobody without; events in one group only over all studies; studies so unlike that the likelihood grows with tau
    /// without end.
    ///
    /// # References
    /// Stijnen, Hamza and Oezdemir (2010), Stat Med 29:3046-3067. Jackson, Law, Stijnen, Viechtbauer and White (2018), Stat Med 37:1059-1085.
    /// Yusuf, Peto, Lewis, Collins and Sleight (1985), Prog Cardiovasc Dis 27:335-371. Robins, Breslow and Greenland (1986), Biometrics
    /// 42:311-323. Greenland and Robins (1985), Biometrics 41:55-68.
    ///
    /// # Example
    /// `girth evidence @mesotherapy-evidence`
    RareEvents
}

impl Explained for RareEvents {
    fn id(&self) -> &'static str {
        "rare-events"
    }

    fn title(&self) -> &'static str {
        NAME
    }

    fn documentation(&self) -> &'static str {
        RareEvents::DOCUMENTATION
    }
}

pub(super) const NAME: &str = "meta-analysis of rare events";

const LOG_ODDS: Quantity = Quantity { id: "log_odds", label: "log odds of an event", symbol: "log odds" };
const LOG_RATE: Quantity = Quantity { id: "log_rate", label: "log events per unit of exposure", symbol: "log rate" };
pub(super) const LOG_ODDS_RATIO: Quantity =
    Quantity { id: "log_odds_ratio", label: "log odds ratio, treated / control", symbol: "log OR" };
const LOG_RATE_RATIO: Quantity =
    Quantity { id: "log_rate_ratio", label: "log rate ratio, treated / control", symbol: "log rate ratio" };

const STIJNEN: Citation = Citation {
    key: "Stijnen 2010",
    reference: "Stijnen T, Hamza TH, Oezdemir P (2010). Random effects meta-analysis of event outcome in the framework of the \
                generalized linear mixed model with applications in sparse data. Stat Med 29:3046-3067.",
};

/// The share of people with an event, over studies: a random-intercept logistic model.
///
/// # Errors
/// [`StatsError::Undefined`] without events, without people free of them, and for a likelihood without a maximum.
pub fn combined_share(studies: &[Proportion], level: Level) -> Result<RareEventsResult, StatsError> {
    let (events, people) = studies.iter().fold((0, 0), |sum, each| (sum.0 + each.successes(), sum.1 + each.trials()));
    if events == 0 || events == people {
        return undefined(if events == 0 {
            "there are no events in any study"
        } else {
            "everybody has an event in every study"
        });
    }
    let cluster = |study: &Proportion| RightAnswers {
        right: study.successes() as f64,
        answers: study.trials() as f64,
        clusters: 1.0,
    };
    let clusters: Vec<RightAnswers> = studies.iter().map(cluster).collect();
    let logistic = |eta: f64| 1.0 / (1.0 + (-eta).exp());
    let scale = Scale {
        effect: LOG_ODDS,
        natural: RISK,
        back: logistic,
        slope: |eta| 1.0 / (2.0 + eta.exp() + (-eta).exp()),
        compares: false,
    };
    let found = combined(&clusters, studies.len(), &scale, level)?;
    let average = match found.fit.sd {
        0.0 => logistic(found.fit.middle),
        sd => marginal_share(found.fit.middle, sd).map_err(failed)?.0,
    };
    Ok(RareEventsResult { average: Some(average), citations: vec![STIJNEN], ..found.result })
}

/// Events per unit of exposure, over studies: a Poisson-Normal model.
///
/// # Errors
/// [`StatsError::Undefined`] without events, and for a likelihood without a maximum.
pub fn combined_rate(studies: &[Exposure], level: Level) -> Result<RareEventsResult, StatsError> {
    if studies.iter().all(|study| study.events() == 0) {
        return undefined("there are no events in any study");
    }
    let clusters: Vec<Events> = studies.iter().map(|&study| Events(study)).collect();
    let scale = Scale { effect: LOG_RATE, natural: EVENT_RATE, back: f64::exp, slope: f64::exp, compares: false };
    let found = combined(&clusters, studies.len(), &scale, level)?;
    let average = (found.fit.middle + 0.5 * found.fit.sd * found.fit.sd).exp();
    Ok(RareEventsResult { average: Some(average), citations: vec![STIJNEN], ..found.result })
}

/// The odds ratio over studies: the conditional model with exact likelihood. Studies without events, or without people free of them, enter as
/// the model has it: without a say.
///
/// # Errors
/// [`StatsError::Undefined`] where no study says anything, where events are as far to one group as the margins allow in all, and for a
/// likelihood without a maximum.
pub fn combined_odds_ratio(studies: &[TwoByTwo], level: Level) -> Result<RareEventsResult, StatsError> {
    let all = studies.iter().map(|table| ConditionalOdds::try_new(NAME, table));
    let clusters: Vec<ConditionalOdds> = all.collect::<Result<Vec<_>, StatsError>>()?;
    let clusters: Vec<ConditionalOdds> = clusters.into_iter().filter(|cluster| cluster.steps() > 0).collect();
    let (above, steps) = clusters.iter().fold((0, 0), |sum, each| (sum.0 + each.above_lowest(), sum.1 + each.steps()));
    one_sided(above, steps)?;
    let scale = Scale {
        effect: LOG_ODDS_RATIO,
        natural: CONDITIONAL_ODDS_RATIO,
        back: f64::exp,
        slope: f64::exp,
        compares: true,
    };
    let found = combined(&clusters, studies.len(), &scale, level)?.result;
    Ok(with_silent(found, "no events, or nothing but events, in both groups"))
}

/// The ratio of two rates over studies, given how many events each study had in both groups.
///
/// # Errors
/// [`StatsError::Undefined`] where no study has events, where only one group has any, and for a likelihood without a maximum.
pub fn combined_rate_ratio(studies: &[(Exposure, Exposure)], level: Level) -> Result<RareEventsResult, StatsError> {
    let events = |(treated, control): &(Exposure, Exposure)| treated.events() + control.events();
    let treated: u64 = studies.iter().map(|study| study.0.events()).sum();
    one_sided(treated, studies.iter().map(events).sum())?;
    let informative = studies.iter().filter(|study| events(study) > 0);
    let clusters: Vec<RatePair> = informative.map(|(treated, control)| RatePair::new(treated, control)).collect();
    let scale = Scale { effect: LOG_RATE_RATIO, natural: RATE_RATIO, back: f64::exp, slope: f64::exp, compares: true };
    let found = combined(&clusters, studies.len(), &scale, level)?.result;
    Ok(with_silent(found, "no events in both groups"))
}

fn one_sided(above: u64, all: u64) -> Result<(), StatsError> {
    match above {
        _ if all == 0 => undefined("no study has both people with and people without an event"),
        0 => undefined(
            "the treated have no more events than they must have in any study: the ratio has no finite estimate",
        ),
        above if above == all => undefined(
            "the treated have as many events as they can have in all studies: the ratio has no finite estimate",
        ),
        _ => Ok(()),
    }
}

/// Says how many studies have no say, and that the model conditions on what they know.
fn with_silent(mut result: RareEventsResult, which: &str) -> RareEventsResult {
    let silent = result.studies - result.informative;
    if silent > 0 {
        let text = format!(
            "{silent} of {} studies with {which} carry no information on the ratio in a model that is conditional on each study's events.",
            result.studies
        );
        result.notes.push(Note::new("uninformative-studies", text));
    }
    result.citations.push(STIJNEN);
    result
}

pub(super) fn undefined<T>(why: &str) -> Result<T, StatsError> {
    Err(StatsError::Undefined { procedure: NAME, why: why.to_owned() })
}

pub(super) fn failed(cause: impl ToString) -> StatsError {
    StatsError::numerical(NAME, cause)
}
