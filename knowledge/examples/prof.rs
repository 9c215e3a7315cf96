use diagnosis::{transcript, posterior::Posterior, economy::Economy, selection, plan, Surface};
use std::time::Instant; use std::hint::black_box;
fn main(){ let base=knowledge::base(); let ev=transcript::parse(&base,"on=unknown&path=unknown&when=unknown&others=unknown");
 let p=Posterior::of(&base,&ev); let e=Economy::new(&base,ev.granted(&base),&[]);
 let t=Instant::now(); for _ in 0..200{black_box(Posterior::of(&base,&ev));} println!("posterior {:?}",t.elapsed()/200);
 let t=Instant::now(); for _ in 0..200{black_box(e.price(&p.probabilities));} println!("price {:?} len {}",t.elapsed()/200, e.price(&p.probabilities).order.len());
 let t=Instant::now(); for _ in 0..200{black_box(selection::select(&base,&ev,&p,&e));} println!("select {:?}",t.elapsed()/200);
 let t=Instant::now(); for _ in 0..200{black_box(plan::draw(&base,&ev,&p,&e,&Surface::default()));} println!("draw {:?}",t.elapsed()/200);
 let o=base.observation_by_id("error-phase").unwrap();
 let t=Instant::now(); for _ in 0..200{black_box(selection::information_gain(&base,&p,o));} println!("eig {:?}",t.elapsed()/200);
}
